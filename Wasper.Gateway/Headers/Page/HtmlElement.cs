namespace Wasper.Gateway.Headers.Page;

/// <summary>A start tag, and the text behind it where the element has nothing but text.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Attributes">Names in lower case; of two with the same name the first counts, as in a browser.</param>
/// <param name="Text">The content of an element without markup inside, such as a script; null for all others.</param>
internal sealed record HtmlElement(string Name, IReadOnlyDictionary<string, string> Attributes, string? Text)
{
    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}

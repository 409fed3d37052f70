using System.Security.Cryptography;
using System.Text;
using Wasper.Gateway.Headers.Policy;

namespace Wasper.Gateway.Headers.Page;

/// <summary>What a page wants to load and run, as far as its HTML says so.</summary>
/// <param name="ScriptHashes">Each inline script as a source of a policy, <c>'sha256-…'</c>.</param>
/// <param name="Scripts">Addresses of scripts on other hosts.</param>
/// <param name="Styles">Addresses of stylesheets on other hosts.</param>
/// <param name="Handlers">Event handlers in attributes and <c>javascript:</c> addresses: a hash does not cover them.</param>
internal sealed record PageNeeds(
    IReadOnlyList<string> ScriptHashes, IReadOnlyList<string> Scripts, IReadOnlyList<string> Styles, IReadOnlyList<string> Handlers)
{
    private static readonly string[] _addresses = ["href", "src", "action", "formaction", "xlink:href"];

    /// <param name="html">The page in UTF-8, the only encoding that HTML may have today (WHATWG HTML, 4.2.5.4).</param>
    public static PageNeeds Of(ReadOnlySpan<byte> html)
    {
        var elements = HtmlElements.Read(Encoding.UTF8.GetString(html)).ToList();
        return new PageNeeds(
            [.. elements.Where(IsInlineScript).Select(script => HashOf(script.Text ?? "")).Distinct()],
            [.. Foreign(elements.Where(element => element.Name == "script"), "src"), .. Foreign(elements.Where(element => Links(element, "modulepreload")), "href")],
            [.. Foreign(elements.Where(element => Links(element, "stylesheet")), "href")],
            [.. elements.SelectMany(HandlersOf)]);
    }

    private static bool IsInlineScript(HtmlElement element) => element.Name == "script" && element["src"] is null;

    private static string HashOf(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static bool Links(HtmlElement element, string relation) =>
        element.Name == "link" && element["rel"] is { } relations
        && relations.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains(relation, StringComparer.OrdinalIgnoreCase);

    // As a source of a policy: without the query, which is no part of one.
    private static IEnumerable<string> Foreign(IEnumerable<HtmlElement> elements, string attribute) => elements
        .Select(element => Uri.TryCreate(element[attribute]?.Trim(), UriKind.Absolute, out var address) && address.Scheme == "https" ? address : null)
        .OfType<Uri>()
        .Select(address => address.GetLeftPart(UriPartial.Path))
        .Where(PolicySource.IsAddress)
        .Distinct();

    private static IEnumerable<string> HandlersOf(HtmlElement element) => element.Attributes
        .Where(attribute => IsHandler(attribute.Key) || IsScriptAddress(attribute.Key, attribute.Value))
        .Select(attribute => $"<{element.Name} {attribute.Key}>");

    private static bool IsHandler(string name) => name.Length > 2 && name.StartsWith("on", StringComparison.Ordinal);

    private static bool IsScriptAddress(string name, string value) =>
        _addresses.Contains(name) && value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase);
}

namespace Wasper.Gateway.Proxy;

/// <summary>The app's index page, as the app served it at some time. Another page is another version of the app: it names its assets by their hash.</summary>
/// <param name="Hash">SHA-256 of <paramref name="Html"/>, in lower-case hexadecimal digits.</param>
/// <param name="Validator">What tells the page apart in the headers of an answer (<see cref="PageValidator"/>); null where nothing does.</param>
internal sealed record AppPageVersion(string Hash, ReadOnlyMemory<byte> Html, string? Validator);

namespace Wasper.Gateway.Caching.Compression;

internal static class ContentCodings
{
    /// <summary>The name in <c>Content-Encoding</c>.</summary>
    public static string Token(this ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => "br",
        ContentCoding.Gzip => "gzip",
        _ => "identity",
    };
}

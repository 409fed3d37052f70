using System.Text;
using Microsoft.Net.Http.Headers;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>The names of fields that answers have, as strings that exist already: the server finds its own names by reference, and nothing is allocated.</summary>
internal static class FieldNames
{
    private static readonly string[] _known =
    [
        HeaderNames.AcceptRanges, HeaderNames.AccessControlAllowCredentials, HeaderNames.AccessControlAllowHeaders, HeaderNames.AccessControlAllowMethods,
        HeaderNames.AccessControlAllowOrigin, HeaderNames.AccessControlExposeHeaders, HeaderNames.AccessControlMaxAge, HeaderNames.Age, HeaderNames.Allow,
        HeaderNames.CacheControl, HeaderNames.Connection, HeaderNames.ContentDisposition, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage,
        HeaderNames.ContentLength, HeaderNames.ContentLocation, HeaderNames.ContentRange, HeaderNames.ContentSecurityPolicy, HeaderNames.ContentType,
        HeaderNames.Date, HeaderNames.ETag, HeaderNames.Expires, HeaderNames.KeepAlive, HeaderNames.LastModified, HeaderNames.Link, HeaderNames.Location,
        HeaderNames.ProxyConnection, HeaderNames.RetryAfter, HeaderNames.Server, HeaderNames.SetCookie, HeaderNames.StrictTransportSecurity, HeaderNames.TE,
        HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade, HeaderNames.Vary, HeaderNames.Via, HeaderNames.WWWAuthenticate,
        HeaderNames.XContentTypeOptions, HeaderNames.XFrameOptions, HeaderNames.XPoweredBy, HeaderNames.XXSSProtection,
        "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Origin-Agent-Cluster", "Permissions-Policy", "Referrer-Policy", "X-DNS-Prefetch-Control",
        "X-Download-Options", "X-Permitted-Cross-Domain-Policies", "X-Request-Id", "X-Webhook-Id",
    ];

    private static readonly string[][] _byLength =
        [.. Enumerable.Range(0, _known.Max(name => name.Length) + 1).Select(length => _known.Where(name => name.Length == length).ToArray())];

    /// <summary>The name as a string, one of <see cref="HeaderNames"/> where it is among the known ones.</summary>
    public static string Get(ReadOnlySpan<byte> name)
    {
        if (name.Length < _byLength.Length)
        {
            foreach (var known in _byLength[name.Length])
            {
                if (Ascii.EqualsIgnoreCase(name, known))
                {
                    return known;
                }
            }
        }

        return Encoding.Latin1.GetString(name);
    }
}

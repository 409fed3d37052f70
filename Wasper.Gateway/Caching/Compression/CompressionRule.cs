using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Wasper.Gateway.Caching.Compression;

/// <summary>Which answers are compressed on their way to the client, and what that does to their headers.</summary>
/// <remarks>
/// BREACH: an attacker who can make a victim's browser send requests that carry the victim's credentials, and whose answers hold both a secret and something
/// of the request, can guess the secret from the lengths of the compressed answers. Activepieces' own page keeps its token in the script's storage and
/// sends it as <c>Authorization: Bearer</c>, which no other site can make the browser do, so its answers are compressed, JSON too. Where
/// the browser adds credentials by itself (a cookie, Basic or Negotiate) or the answer sets a cookie, only content that is the same for every user is.
/// </remarks>
internal static class CompressionRule
{
    /// <summary>Below it an answer fits into a packet anyway (an MTU of 1,500 less headers).</summary>
    private const int LeastBytes = 1024;

    /// <summary>The answer's coding for this client. Where it depends on what the client accepts, says so in <c>Vary</c>; where it is not the
    /// plain one, makes the headers those of the encoded answer.</summary>
    public static ContentCoding Apply(HttpContext context, AcceptedCodings accepted)
    {
        var response = context.Response;
        var headers = response.Headers;
        if (response.StatusCode is StatusCodes.Status304NotModified)
        {
            ConfirmWeakly(context.Request.Headers.IfNoneMatch, headers);
            return ContentCoding.Identity;
        }

        if (!IsCompressible(context))
        {
            return ContentCoding.Identity;
        }

        AddVary(headers);
        var coding = HttpMethods.IsHead(context.Request.Method) ? ContentCoding.Identity : accepted.Choose(brotli: true, gzip: true);
        if (coding is not ContentCoding.Identity)
        {
            headers.ContentEncoding = coding.Token();
            headers.ContentLength = null;

            // Ranges and digests are those of the plain body.
            headers.Remove(HeaderNames.AcceptRanges);
            headers.Remove("Content-Digest");
            headers.Remove(HeaderNames.ContentMD5);
            Weaken(headers);
        }

        return coding;
    }

    /// <summary>Says that caches have to keep the codings apart.</summary>
    public static void AddVary(IHeaderDictionary headers)
    {
        if (!CacheDirectives.Has(headers.Vary, HeaderNames.AcceptEncoding) && !CacheDirectives.Has(headers.Vary, "*"))
        {
            headers.Vary = StringValues.Concat(headers.Vary, HeaderNames.AcceptEncoding);
        }
    }

    private static bool IsCompressible(HttpContext context)
    {
        var headers = context.Response.Headers;
        return context.Response.StatusCode is >= 200 and not (204 or 205 or 206)
            && CompressibleType.IsCompressible(headers.ContentType)
            && !(headers.ContentLength < LeastBytes)
            && StringValues.IsNullOrEmpty(headers.ContentEncoding)
            && !CacheDirectives.Has(headers.CacheControl, "no-transform")
            && (CompressibleType.IsStatic(headers.ContentType) || !HasAmbientCredentials(context));
    }

    private static bool HasAmbientCredentials(HttpContext context)
    {
        var request = context.Request.Headers;
        return request.Cookie.Count > 0
            || context.Response.Headers.SetCookie.Count > 0
            || (request.Authorization.Count > 0 && !request.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase));
    }

    // RFC 9110, 8.8.1: bytes that are not the same may not share a strong tag. A weak one still answers If-None-Match, here and at the app.
    private static void Weaken(IHeaderDictionary headers)
    {
        var tag = headers.ETag.ToString();
        if (tag.StartsWith('"'))
        {
            headers.ETag = "W/" + tag;
        }
    }

    // The client asked with the weak tag of its compressed copy and the app confirms its own strong one: they must be the same to the client.
    private static void ConfirmWeakly(StringValues asked, IHeaderDictionary headers)
    {
        var tag = headers.ETag.ToString();
        if (tag.StartsWith('"') && asked.ToString().Contains("W/" + tag, StringComparison.Ordinal))
        {
            Weaken(headers);
        }
    }
}

using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>Which answers are kept: those that say themselves that they are the same for everybody and never change (RFC 9111, 3; RFC 8246).</summary>
internal static class AssetRule
{
    /// <summary>How long the answer stays good; null where it is not kept.</summary>
    public static TimeSpan? Lifetime(HttpResponse response, long maxBytes)
    {
        var headers = response.Headers;
        return response.StatusCode is StatusCodes.Status200OK
            && headers.ContentLength > 0
            && headers.ContentLength <= maxBytes
            && StringValues.IsNullOrEmpty(headers.ContentEncoding)
            && headers.SetCookie.Count == 0
            && headers.ContentRange.Count == 0
            && headers.Trailer.Count == 0
            && DependsOnCodingOnly(headers.Vary)
            && !IsPage(headers.ContentType)
            ? LifetimeOf(headers.CacheControl)
            : null;
    }

    private static TimeSpan? LifetimeOf(StringValues control)
    {
        if (!CacheDirectives.Has(control, "immutable")
            || CacheDirectives.Has(control, "private")
            || CacheDirectives.Has(control, "no-store")
            || CacheDirectives.Has(control, "no-cache"))
        {
            return null;
        }

        // A shared cache's own limit goes before the general one (RFC 9111, 5.2.2.10).
        var seconds = CacheDirectives.Seconds(control, "s-maxage") ?? CacheDirectives.Seconds(control, "max-age");
        return seconds > 0 ? TimeSpan.FromSeconds(seconds.Value) : null;
    }

    private static bool DependsOnCodingOnly(StringValues vary) =>
        vary.Count == 0 || string.Equals(vary.ToString().Trim(), HeaderNames.AcceptEncoding, StringComparison.OrdinalIgnoreCase);

    // Servers of single-page apps send their page in place of what is missing, with whatever headers that path has.
    private static bool IsPage(string? contentType) => contentType.AsSpan().TrimStart().StartsWith("text/html", StringComparison.OrdinalIgnoreCase);
}

using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>What a client asks to be true before it gets the asset (RFC 9110, 13).</summary>
internal static class AssetPreconditions
{
    /// <summary>200 to go on, 304 or 412, in the order of RFC 9110, 13.2.2.</summary>
    /// <param name="confirmed">With a 304, the tag by which the client knows its copy, if it named one.</param>
    public static int Evaluate(IHeaderDictionary request, Asset asset, out string? confirmed)
    {
        confirmed = null;
        if (request.IfMatch.Count > 0)
        {
            if (Find(request.IfMatch, asset.Tags.ConfirmStrongly) is null)
            {
                return StatusCodes.Status412PreconditionFailed;
            }
        }
        else if (Date(request.IfUnmodifiedSince) is { } limit && asset.LastModified > limit)
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        if (request.IfNoneMatch.Count > 0)
        {
            var tag = Find(request.IfNoneMatch, asset.Tags.Confirm);
            confirmed = tag?.Tag == "*" ? null : tag?.ToString();
            return tag is null ? StatusCodes.Status200OK : StatusCodes.Status304NotModified;
        }

        return Date(request.IfModifiedSince) is { } since && asset.LastModified <= since
            ? StatusCodes.Status304NotModified
            : StatusCodes.Status200OK;
    }

    private static EntityTagHeaderValue? Find(StringValues header, Func<EntityTagHeaderValue, bool> confirm) =>
        EntityTagHeaderValue.TryParseList(header, out var tags) ? tags.FirstOrDefault(confirm) : null;

    private static DateTimeOffset? Date(StringValues header) => HeaderUtilities.TryParseDate(header.ToString(), out var date) ? date : null;
}

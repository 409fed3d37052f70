using Microsoft.Net.Http.Headers;
using Wasper.Gateway.Caching.Compression;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>Which part of which form a range request means (RFC 9110, 14).</summary>
internal static class AssetRange
{
    /// <summary>Finds the one range asked for. False where the whole asset is to be sent instead: several ranges, another unit, a copy that has since
    /// changed, or a client that takes no plain body.</summary>
    /// <param name="whole">The form the range is of: the plain one, which stays the same while compressed ones come, unless the client goes on with a
    /// copy of another.</param>
    /// <param name="range">Null where no byte of the form is in it.</param>
    public static bool TrySelect(IHeaderDictionary request, Asset asset, AcceptedCodings accepted, out AssetRepresentation whole, out Range? range)
    {
        whole = asset.Identity;
        range = null;
        if (!RangeHeaderValue.TryParse(request.Range.ToString(), out var header)
            || !header.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || header.Ranges.Count != 1)
        {
            return false;
        }

        if (request.IfRange.Count == 0)
        {
            if (!accepted.AllowsIdentity)
            {
                return false;
            }
        }
        else if (Continued(request.IfRange.ToString(), asset) is { } continued && Accepts(accepted, continued.Coding))
        {
            whole = continued;
        }
        else
        {
            return false;
        }

        range = Within(header.Ranges.First(), whole.Content.Length);
        return true;
    }

    private static AssetRepresentation? Continued(string condition, Asset asset)
    {
        if (!RangeConditionHeaderValue.TryParse(condition, out var header))
        {
            return null;
        }

        return header.EntityTag is { } tag
            ? tag.IsWeak ? null : asset.Find(tag.Tag)
            : header.LastModified is { } date && date == asset.LastModified ? asset.Identity : null;
    }

    private static bool Accepts(AcceptedCodings accepted, ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => accepted.Brotli > 0,
        ContentCoding.Gzip => accepted.Gzip > 0,
        _ => accepted.AllowsIdentity,
    };

    private static Range? Within(RangeItemHeaderValue item, int length)
    {
        if (item.From is not { } from)
        {
            var last = Math.Min(item.To.GetValueOrDefault(), length);
            return last == 0 ? null : (int)(length - last)..length;
        }

        return from >= length ? null : (int)from..(int)(Math.Min(item.To ?? long.MaxValue, length - 1) + 1);
    }
}

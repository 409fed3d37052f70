using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Wasper.Gateway.Caching.Compression;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>The entity tags of an asset. The plain form has the app's own, so that copies from before and after it was cached confirm each other; where the
/// app gives no strong one, a hash of the content. The compressed forms have it with a suffix: their bytes are others (RFC 9110, 8.8.3.3).</summary>
internal sealed class AssetTags
{
    private const int HashBytes = 16;

    private readonly string _identity;
    private readonly string _gzip;
    private readonly string _brotli;
    private readonly string? _weak;

    private AssetTags(string opaque, string? weak)
    {
        _identity = $"\"{opaque}\"";
        _gzip = $"\"{opaque}-gzip\"";
        _brotli = $"\"{opaque}-br\"";
        _weak = weak;
    }

    public static AssetTags For(StringValues header, ReadOnlySpan<byte> content)
    {
        var isTag = EntityTagHeaderValue.TryParse(header.ToString(), out var tag) && tag.Tag != "*";
        return isTag && !tag!.IsWeak
            ? new AssetTags(tag.Tag.AsSpan(1, tag.Tag.Length - 2).ToString(), null)
            : new AssetTags(Base64Url.EncodeToString(SHA256.HashData(content).AsSpan(0, HashBytes)), isTag ? tag!.Tag.ToString() : null);
    }

    public string Of(ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => _brotli,
        ContentCoding.Gzip => _gzip,
        _ => _identity,
    };

    /// <summary>Whether a client that names this tag has the content, in whatever form (weak comparison, RFC 9110, 8.8.3.2).</summary>
    public bool Confirm(EntityTagHeaderValue tag) => tag.Tag == "*" || tag.Tag == _identity || tag.Tag == _gzip || tag.Tag == _brotli || tag.Tag == _weak;

    /// <summary>The same for what must be equal to the byte.</summary>
    public bool ConfirmStrongly(EntityTagHeaderValue tag) => tag.Tag == "*" || (!tag.IsWeak && tag.Tag != _weak && Confirm(tag));
}

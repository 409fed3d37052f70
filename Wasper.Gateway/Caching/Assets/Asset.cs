using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Wasper.Gateway.Caching.Compression;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>An answer of the app that is kept: its headers and its body, plain and, once they are ready, compressed.</summary>
/// <remarks>It counts its uses. Its memory is given back to the store's account when the store has dropped it and the last client that reads from it is
/// through, and not before: what slow clients hold counts too.</remarks>
internal sealed class Asset
{
    private readonly AssetStore _store;
    private readonly TaskCompletionSource _firstCoding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile AssetRepresentation? _gzip;
    private volatile AssetRepresentation? _brotli;
    private long _bytes;
    private int _uses = 1;

    public Asset(AssetStore store, AssetDraft draft, bool isCompressible)
    {
        _store = store;
        _bytes = draft.ReservedBytes;
        Key = draft.Key;
        Headers = draft.Headers;
        Expires = draft.Lifetime;
        AgeWhenStored = draft.Age;
        StoredAt = draft.StartedAt;
        IsCompressible = isCompressible;
        Tags = AssetTags.For(draft.EntityTag, draft.Content.Span);
        LastModified = HeaderUtilities.TryParseDate(draft.LastModified.ToString(), out var date) ? date : null;
        Identity = new AssetRepresentation(ContentCoding.Identity, draft.Content, Tags.Of(ContentCoding.Identity));
        if (!isCompressible)
        {
            _firstCoding.SetResult();
        }
    }

    public AssetKey Key { get; }

    /// <summary>The app's headers, without those that each answer has anew.</summary>
    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers { get; }

    public AssetTags Tags { get; }

    public DateTimeOffset? LastModified { get; }

    /// <summary>Whether there are, or will be, compressed forms.</summary>
    public bool IsCompressible { get; }

    public TimeSpan Expires { get; }

    public TimeSpan AgeWhenStored { get; }

    /// <summary>The monotonic clock when the app began to answer.</summary>
    public long StoredAt { get; }

    public AssetRepresentation Identity { get; }

    /// <summary>Ends when the first compressed form is there, or none is to come.</summary>
    public Task FirstCoding => _firstCoding.Task;

    /// <summary>What the asset takes in memory, in all its forms.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Set by every use, cleared by the store on its way through the entries.</summary>
    public bool IsVisited { get; set; }

    /// <summary>The store's order of arrival.</summary>
    public LinkedListNode<Asset>? Node { get; set; }

    /// <summary>Takes the asset into use; false where the store has dropped it.</summary>
    public bool TryAcquire()
    {
        var uses = Volatile.Read(ref _uses);
        while (uses > 0)
        {
            var seen = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (seen == uses)
            {
                return true;
            }

            uses = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            _store.Return(Bytes);
        }
    }

    /// <summary>Takes the asset out of use for good; false where somebody besides the store uses it. The caller accounts for its memory.</summary>
    public bool TryRetire() => Interlocked.CompareExchange(ref _uses, 0, 1) == 1;

    /// <summary>The form a client gets that accepts <paramref name="accepted"/>, of those that are ready.</summary>
    public AssetRepresentation Choose(AcceptedCodings accepted) => accepted.Choose(_brotli is not null, _gzip is not null) switch
    {
        ContentCoding.Brotli => _brotli!,
        ContentCoding.Gzip => _gzip!,
        _ => Identity,
    };

    /// <summary>The form that has exactly this tag; null where none is ready.</summary>
    public AssetRepresentation? Find(StringSegment tag) =>
        tag == Identity.EntityTag ? Identity
        : tag == _gzip?.EntityTag ? _gzip
        : tag == _brotli?.EntityTag ? _brotli
        : null;

    /// <summary>Adds a compressed form, whose memory is reserved already. The caller has the asset in use.</summary>
    public void Add(ContentCoding coding, byte[] content)
    {
        Interlocked.Add(ref _bytes, content.Length);
        var representation = new AssetRepresentation(coding, content, Tags.Of(coding));
        if (coding is ContentCoding.Brotli)
        {
            _brotli = representation;
        }
        else
        {
            _gzip = representation;
        }
    }

    /// <summary>Nobody needs to wait for a compressed form any more.</summary>
    public void EndWaiting() => _firstCoding.TrySetResult();
}

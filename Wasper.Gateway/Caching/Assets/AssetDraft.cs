using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>An asset on its way from the app: written at the app's pace by one side, read at the client's by the other.</summary>
internal sealed class AssetDraft : IDisposable
{
    /// <summary>What an entry takes besides its content: headers, tags, and its place in the store.</summary>
    public const int Overhead = 2048;

    /// <summary>What belongs to one exchange, or is written anew by the gateway for each.</summary>
    private static readonly FrozenSet<string> _notKept = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyConnection, HeaderNames.TransferEncoding, HeaderNames.Upgrade, HeaderNames.Trailer,
        HeaderNames.ContentLength, HeaderNames.ETag, HeaderNames.Age, HeaderNames.Vary, HeaderNames.AcceptRanges, HeaderNames.Server, HeaderNames.AltSvc);

    private readonly AssetStore _store;
    private readonly byte[] _content;
    private readonly SemaphoreSlim _arrival = new(0);
    private volatile int _received;
    private volatile bool _hasEnded;
    private bool _isHandedOver;

    private AssetDraft(AssetStore store, AssetKey key, IHeaderDictionary headers, TimeSpan lifetime, long now)
    {
        _store = store;
        Generation = store.Generation;
        Key = key;
        Lifetime = lifetime;
        StartedAt = now;
        Headers = [.. headers.Where(header => !_notKept.Contains(header.Key))];
        EntityTag = headers.ETag;
        LastModified = headers.LastModified;
        IsTransformable = !CacheDirectives.Has(headers.CacheControl, "no-transform");
        Age = TimeSpan.FromSeconds(uint.TryParse(headers.Age.ToString(), out var age) ? age : 0);
        _content = GC.AllocateUninitializedArray<byte>((int)headers.ContentLength.GetValueOrDefault());
    }

    public AssetKey Key { get; }

    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers { get; }

    public StringValues EntityTag { get; }

    public StringValues LastModified { get; }

    public bool IsTransformable { get; }

    public TimeSpan Lifetime { get; }

    public TimeSpan Age { get; }

    public long StartedAt { get; }

    /// <summary>The store's when the answer began: one that was purged since does not take it.</summary>
    public int Generation { get; }

    public ReadOnlyMemory<byte> Content => _content;

    public bool IsWhole => _received == _content.Length;

    public long ReservedBytes => _content.Length + Overhead;

    /// <summary>Memory for what comes next; empty once the draft is whole.</summary>
    public Memory<byte> Rest => _content.AsMemory(_received);

    /// <summary>Begins to keep an answer whose headers are there; null where it is not to be kept, or there is no room.</summary>
    public static AssetDraft? TryBegin(AssetStore store, AssetKey key, HttpResponse response, long now)
    {
        if (AssetRule.Lifetime(response, store.MaxAssetBytes) is not { } lifetime
            || response.ContentLength is not { } length
            || !store.TryReserve(length + Overhead))
        {
            return null;
        }

        return new AssetDraft(store, key, response.Headers, lifetime, now);
    }

    public void Append(ReadOnlySpan<byte> piece)
    {
        piece.CopyTo(Rest.Span);
        Advance(piece.Length);
    }

    /// <summary>The next <paramref name="bytes"/> of <see cref="Rest"/> are filled.</summary>
    public void Advance(int bytes)
    {
        _received += bytes;
        Signal();
    }

    /// <summary>No more will come.</summary>
    public void End()
    {
        _hasEnded = true;
        Signal();
    }

    /// <summary>Waits for more than the first <paramref name="position"/> bytes, and gives what is there beyond them; empty where no more will come.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int position, CancellationToken cancellationToken)
    {
        while (_received <= position && !_hasEnded && position < _content.Length)
        {
            await _arrival.WaitAsync(cancellationToken);
        }

        return _content.AsMemory(position.._received);
    }

    /// <summary>The whole draft as an asset, which takes over its memory.</summary>
    public Asset Complete(bool isCompressible)
    {
        _isHandedOver = true;
        return new Asset(_store, this, isCompressible);
    }

    public void Dispose()
    {
        _arrival.Dispose();
        if (!_isHandedOver)
        {
            _store.Return(ReservedBytes);
        }
    }

    // One writer: a signal that is still there is one that the reader has yet to act on.
    private void Signal()
    {
        if (_arrival.CurrentCount == 0)
        {
            _arrival.Release();
        }
    }
}

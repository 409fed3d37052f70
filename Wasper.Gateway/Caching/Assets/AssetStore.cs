using System.Collections.Concurrent;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>The assets in memory, and the account of the bytes they take: kept, being received, being compressed, or dropped but still being sent.
/// The account never exceeds its limit.</summary>
/// <remarks>What goes when room is needed is settled by SIEVE (NSDI '24): a hand goes from the oldest entry to the newest, passes by those that were
/// used since it last came along, and drops the first that was not. A hit writes one flag and takes no lock, and what is asked for once does
/// not push out what is asked for often.</remarks>
internal sealed class AssetStore
{
    private readonly CacheOptions _options;
    private readonly CacheMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<AssetKey, Asset> _assets = new();
    private readonly LinkedList<Asset> _byAge = new();
    private readonly Lock _gate = new();
    private LinkedListNode<Asset>? _hand;
    private long _bytes;
    private int _generation;

    public AssetStore(CacheOptions options, CacheMetrics metrics, TimeProvider time)
    {
        (_options, _metrics, _time) = (options, metrics, time);
        metrics.Observe(() => State);
    }

    public long MaxAssetBytes => _options.MaxAssetBytes;

    /// <summary>Goes up with every purge.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Bytes on the account, and entries that can be found.</summary>
    public CacheState State => new(_assets.Count, Volatile.Read(ref _bytes), _options.MaxBytes);

    /// <summary>Finds an asset and takes it into use; the caller releases it.</summary>
    public Asset? Acquire(AssetKey key)
    {
        if (!_assets.TryGetValue(key, out var asset) || !asset.TryAcquire())
        {
            return null;
        }

        if (AgeOf(asset) >= asset.Expires)
        {
            Remove(asset);
            asset.Release();
            return null;
        }

        // Written only where it changes, so that hits on several processors share the line of memory.
        if (!asset.IsVisited)
        {
            asset.IsVisited = true;
        }

        return asset;
    }

    /// <summary>The time since the app generated the answer (RFC 9111, 4.2.3).</summary>
    public TimeSpan AgeOf(Asset asset) => asset.AgeWhenStored + _time.GetElapsedTime(asset.StoredAt);

    /// <summary>Takes <paramref name="bytes"/> onto the account and drops what has to go for it; false where what is in use leaves no room.</summary>
    public bool TryReserve(long bytes)
    {
        lock (_gate)
        {
            while (_bytes + bytes > _options.MaxBytes)
            {
                if (!TryEvict())
                {
                    return false;
                }
            }

            _bytes += bytes;
            return true;
        }
    }

    /// <summary>Gives bytes back to the account.</summary>
    public void Return(long bytes)
    {
        lock (_gate)
        {
            _bytes -= bytes;
        }
    }

    /// <summary>Makes an asset known; false where the store was purged since its answer began, or has it already.</summary>
    public bool TryAdd(Asset asset, int generation)
    {
        lock (_gate)
        {
            if (generation != _generation || !_assets.TryAdd(asset.Key, asset))
            {
                return false;
            }

            asset.Node = _byAge.AddLast(asset);
            return true;
        }
    }

    /// <summary>Drops all assets; those on their way are not kept when they arrive.</summary>
    /// <returns>How many there were.</returns>
    public int Purge()
    {
        Asset[] dropped;
        lock (_gate)
        {
            _generation++;
            dropped = [.. _byAge];
            foreach (var asset in dropped)
            {
                Unlink(asset);
            }
        }

        _metrics.Purged();
        foreach (var asset in dropped)
        {
            asset.Release();
        }

        return dropped.Length;
    }

    private void Remove(Asset asset)
    {
        lock (_gate)
        {
            if (asset.Node is null)
            {
                return;
            }

            Unlink(asset);
        }

        asset.Release();
    }

    private bool TryEvict()
    {
        // Twice around: the first may only clear the flags.
        for (var i = _byAge.Count * 2; i > 0; i--)
        {
            var node = _hand ?? _byAge.First!;
            _hand = node.Next;
            var asset = node.Value;
            if (asset.IsVisited)
            {
                asset.IsVisited = false;
            }
            else if (asset.TryRetire())
            {
                Unlink(asset);
                _bytes -= asset.Bytes;
                _metrics.Evicted();
                return true;
            }
        }

        return false;
    }

    private void Unlink(Asset asset)
    {
        var node = asset.Node!;
        if (_hand == node)
        {
            _hand = node.Next;
        }

        _byAge.Remove(node);
        asset.Node = null;
        _assets.TryRemove(KeyValuePair.Create(asset.Key, asset));
    }
}

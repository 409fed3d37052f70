using System.Buffers;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>Takes in encoded bytes whose number is not known before, on the store's account. Where the account has no room the output is void, and what
/// still comes goes nowhere.</summary>
internal sealed class ReservedOutput(AssetStore store) : IBufferWriter<byte>, IDisposable
{
    private const int BlockSize = 64 * 1024;

    private readonly List<byte[]> _blocks = [];
    private readonly List<int> _used = [];
    private byte[]? _scratch;

    /// <summary>Whether something did not find room.</summary>
    public bool IsVoid { get; private set; }

    public int Bytes { get; private set; }

    public void Advance(int count)
    {
        Bytes += count;
        if (!IsVoid)
        {
            _used[^1] += count;
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeHint, BlockSize);
        if (!IsVoid && (_blocks.Count == 0 || BlockSize - _used[^1] < Math.Max(sizeHint, 1)))
        {
            Extend();
        }

        return IsVoid ? _scratch ??= new byte[BlockSize] : _blocks[^1].AsMemory(_used[^1], BlockSize - _used[^1]);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Everything as one array, whose memory stays on the account; null where there is no room for it.</summary>
    public byte[]? ToArray()
    {
        if (IsVoid || !store.TryReserve(Bytes))
        {
            return null;
        }

        var whole = new byte[Bytes];
        var position = 0;
        for (var i = 0; i < _blocks.Count; i++)
        {
            _blocks[i].AsSpan(0, _used[i]).CopyTo(whole.AsSpan(position));
            position += _used[i];
        }

        return whole;
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            ArrayPool<byte>.Shared.Return(block);
            store.Return(BlockSize);
        }

        _blocks.Clear();
        _used.Clear();
    }

    private void Extend()
    {
        if (!store.TryReserve(BlockSize))
        {
            IsVoid = true;
            return;
        }

        _blocks.Add(ArrayPool<byte>.Shared.Rent(BlockSize));
        _used.Add(0);
    }
}

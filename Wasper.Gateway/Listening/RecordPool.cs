using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Wasper.Gateway.Listening;

/// <summary>The server's buffers, as large as a TLS record may be (RFC 8446, 5.1). The server encrypts and sends a buffer at a time, and its own are a quarter of that:
/// the large answers then cost twice the processor time (Wasper.Benchmarks, <c>gateway assets</c>). A connection that waits holds none.</summary>
internal sealed class RecordPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    public const int BlockSize = 16 * 1024;

    public override int MaxBufferSize => BlockSize;

    /// <summary>A block, whatever the size asked for: users of a pool take what they get, up to <see cref="MaxBufferSize"/>.</summary>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        return new Block(ArrayPool<byte>.Shared.Rent(BlockSize));
    }

    /// <summary>One for all: what lies unused is the shared array pool's, which gives it back to the system.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    protected override void Dispose(bool disposing)
    {
        // Whoever was given the pool may dispose of it; others still use it.
    }

    private sealed class Block(byte[] array) : IMemoryOwner<byte>
    {
        private byte[]? _array = array;

        public Memory<byte> Memory => Volatile.Read(ref _array) is { } owned ? owned.AsMemory(0, BlockSize) : throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            // Returned twice, it would be rented by two at once.
            if (Interlocked.Exchange(ref _array, null) is { } owned)
            {
                ArrayPool<byte>.Shared.Return(owned);
            }
        }
    }
}

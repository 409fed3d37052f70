using System.Buffers;
using System.IO.Pipelines;

namespace Wasper.Gateway.Caching.Compression;

/// <summary>The way into a <see cref="NegotiatedBody"/> for those who fill its memory themselves: the connection's own memory where nothing is
/// encoded, and else one buffer, encoded as it fills.</summary>
internal sealed class NegotiatedWriter(NegotiatedBody body, PipeWriter inner) : PipeWriter
{
    private const int BufferSize = 16 * 1024;

    private byte[] _buffer = [];

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => body.DecideEncoding() ? Buffer(sizeHint) : inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => body.DecideEncoding() ? Buffer(sizeHint) : inner.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (body.DecideEncoding())
        {
            body.Encode(_buffer.AsSpan(0, bytes));
        }
        else
        {
            inner.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        body.DecideEncoding() ? body.FlushEncodedAsync(cancellationToken) : inner.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (!body.DecideEncoding())
        {
            return inner.WriteAsync(source, cancellationToken);
        }

        body.Encode(source.Span);
        return body.FlushEncodedAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private byte[] Buffer(int sizeHint)
    {
        if (_buffer.Length < Math.Max(sizeHint, 1))
        {
            Release();
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, BufferSize));
        }

        return _buffer;
    }
}

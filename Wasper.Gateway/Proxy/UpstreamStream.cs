namespace Wasper.Gateway.Proxy;

/// <summary>A connection to the app whose write side may break without taking the read side along. An app that refuses a body answers
/// 413 and closes before the body has arrived; the HTTP client would drop that answer for the failed write of the rest. A connection that ends between
/// a request and its answer is an error of its own kind (<see cref="ExchangeCutException"/>).</summary>
internal sealed class UpstreamStream(Stream inner) : Stream
{
    private bool _closedForWriting;
    private volatile bool _awaitsAnswer;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception) when (_awaitsAnswer)
        {
            throw new ExchangeCutException(exception);
        }

        if (read > 0)
        {
            _awaitsAnswer = false;
        }
        else if (_awaitsAnswer && buffer.Length > 0)
        {
            throw new ExchangeCutException(null);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    /// <summary>Writes what can be written. Once the app has closed its side the rest goes nowhere, and what was answered is still there to
    /// read: the answer, or the end of the connection, which fails the request as before.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_closedForWriting)
        {
            return;
        }

        _awaitsAnswer = true;

        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            _closedForWriting = true;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

namespace Wasper.Gateway.Draining;

/// <summary>The client's side of a WebSocket, on which the gateway can say goodbye between two frames of the app's. The client answers with a close frame of its
/// own, and that one goes the usual way: so the app is told as well, by the one who may speak for the client.</summary>
internal sealed class FarewellStream(Stream inner) : Stream
{
    /// <summary>The last frame, without a mask as servers send them; its payload is the status 1001, "going away" (RFC 6455, 7.4.1).</summary>
    private static readonly byte[] _goingAway = [0x88, 0x02, 0x03, 0xE9];

    private readonly SemaphoreSlim _turn = new(1);
    private FrameTracker _frames;
    private volatile bool _isLeaving;
    private bool _isOver;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Sends the close frame, now or where the frame under way ends.</summary>
    public async Task LeaveAsync()
    {
        _isLeaving = true;
        await _turn.WaitAsync();
        try
        {
            await LeaveAtBoundaryAsync(CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_isOver)
            {
                // Nothing may follow a close frame.
                return;
            }

            // One that is told to leave while this is written leaves after it.
            var taken = _frames.Advance(buffer.Span, toBoundary: _isLeaving);
            await inner.WriteAsync(buffer[..taken], cancellationToken);
            if (_isLeaving)
            {
                await LeaveAtBoundaryAsync(cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await inner.FlushAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task LeaveAtBoundaryAsync(CancellationToken cancellationToken)
    {
        // An app that has closed by itself has said all there is to say.
        if (_isOver || _frames.HasClosed || !_frames.IsAtBoundary)
        {
            return;
        }

        _isOver = true;
        await inner.WriteAsync(_goingAway, cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }
}

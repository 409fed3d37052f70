using Microsoft.AspNetCore.Http.Features;

namespace Wasper.Gateway.Webhooks.Replay;

/// <summary>The app's answer to a delivery from the spool: its status counts, its body goes nowhere. It has started with the first byte of that, as an
/// answer to a client has: whatever fails after that is not about the delivery any more.</summary>
internal sealed class ReplayResponse : HttpResponseFeature
{
    private bool _hasStarted;

    public ReplayResponse() => BodyFeature = new Sink(this);

    public override bool HasStarted => _hasStarted;

    public IHttpResponseBodyFeature BodyFeature { get; }

    private sealed class Sink(ReplayResponse response) : StreamResponseBodyFeature(new Nowhere(response))
    {
        public override Task StartAsync(CancellationToken cancellationToken = default)
        {
            response._hasStarted = true;
            return base.StartAsync(cancellationToken);
        }
    }

    private sealed class Nowhere(ReplayResponse response) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => response._hasStarted = true;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            response._hasStarted = true;
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            response._hasStarted = true;
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

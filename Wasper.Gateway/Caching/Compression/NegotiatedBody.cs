using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Wasper.Gateway.Caching.Compression;

/// <summary>The body of an answer that may go out compressed. It is decided when the first byte is written: by then the headers say what the
/// body is.</summary>
/// <remarks>Every write is flushed: whoever proxies writes what has arrived, so that a pause of the app never keeps back what it said before. It holds
/// nothing back itself: encoded bytes go straight to the connection's own buffers, and their limit holds the app up.</remarks>
internal sealed class NegotiatedBody(HttpContext context, IHttpResponseBodyFeature inner, AcceptedCodings accepted, CompressionMetrics metrics)
    : Stream, IHttpResponseBodyFeature
{
    /// <summary>How much is encoded before the client has to take some of it.</summary>
    private const int MostAtOnce = 64 * 1024;

    private NegotiatedWriter? _writer;
    private CountedOutput? _output;
    private BodyEncoder? _encoder;
    private ContentCoding _coding;
    private bool _isDecided;
    private long? _declared;
    private long _received;

    public Stream Stream => this;

    public PipeWriter Writer => _writer ??= new NegotiatedWriter(this, inner.Writer);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        DecideEncoding();
        return inner.StartAsync(cancellationToken);
    }

    public async Task CompleteAsync()
    {
        await FinishAsync();
        await inner.CompleteAsync();
    }

    public void DisableBuffering() => inner.DisableBuffering();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(this, path, offset, count, cancellationToken);

    /// <summary>Brings out the end of the encoded body.</summary>
    public async Task FinishAsync()
    {
        if (!_isDecided)
        {
            // Without a body there is nothing to encode, but the headers may have to say what would have been.
            _isDecided = true;
            CompressionRule.Apply(context, AcceptedCodings.IdentityOnly);
        }

        if (_encoder is null)
        {
            return;
        }

        if (_received < _declared)
        {
            // The server would notice it by the length, which an encoded body no longer has. Such an end must not look like a good one.
            context.Abort();
            return;
        }

        End();
        await inner.Writer.FlushAsync(context.RequestAborted);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!DecideEncoding())
        {
            await inner.Stream.WriteAsync(buffer, cancellationToken);
            return;
        }

        while (buffer.Length > MostAtOnce)
        {
            Encode(buffer.Span[..MostAtOnce]);
            await inner.Writer.FlushAsync(cancellationToken);
            buffer = buffer[MostAtOnce..];
        }

        Encode(buffer.Span);
        await FlushEncodedAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        DecideEncoding() ? FlushEncodedAsync(cancellationToken).AsTask() : inner.Stream.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously.");

    public override void Flush() => throw new NotSupportedException("Answers are written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Whether the body is encoded; settled for good by the first call.</summary>
    internal bool DecideEncoding()
    {
        if (!_isDecided)
        {
            _isDecided = true;
            _declared = context.Response.ContentLength;
            _coding = CompressionRule.Apply(context, accepted);
            if (_coding is not ContentCoding.Identity)
            {
                _output = new CountedOutput(inner.Writer);
                _encoder = BodyEncoder.CreateFast(_coding);
            }
        }

        return _coding is not ContentCoding.Identity;
    }

    /// <summary>Encodes a piece, without sending it yet.</summary>
    internal void Encode(ReadOnlySpan<byte> piece)
    {
        if (_encoder is null)
        {
            throw new InvalidOperationException($"The answer is longer than the {_declared} bytes it announced.");
        }

        _received += piece.Length;
        _encoder.Write(piece, _output!);
        if (_received == _declared)
        {
            End();
        }
    }

    /// <summary>Sends everything encoded so far.</summary>
    internal ValueTask<FlushResult> FlushEncodedAsync(CancellationToken cancellationToken)
    {
        _encoder?.Flush(_output!);
        return inner.Writer.FlushAsync(cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        _encoder?.Dispose();
        _encoder = null;
        _writer?.Release();
        base.Dispose(disposing);
    }

    private void End()
    {
        _encoder!.Finish(_output!);
        _encoder.Dispose();
        _encoder = null;
        metrics.Compressed(_coding, _received, _output!.Bytes);
    }
}

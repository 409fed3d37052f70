using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>Stands in for the body of an answer that may be an asset. If it is one, the app's side writes into the draft at its own pace, and the client
/// is sent from there at its: a slow client, or one that has gone, holds up nobody who waits for the same asset. Any other answer passes through.</summary>
internal sealed class AssetCapture(HttpContext context, IHttpResponseBodyFeature inner, Func<AssetDraft?> begin, Action decline) : Stream, IHttpResponseBodyFeature
{
    /// <summary>How much goes to the client before it has to have taken some of it.</summary>
    private const int MostAtOnce = 64 * 1024;

    private readonly CancellationToken _clientGone = context.RequestAborted;
    private CaptureWriter? _writer;
    private bool _isDecided;

    /// <summary>The answer as far as it has come; null where it is not kept.</summary>
    public AssetDraft? Draft { get; private set; }

    /// <summary>Ends when the client has been sent what there is to send.</summary>
    public Task Sending { get; private set; } = Task.CompletedTask;

    public Stream Stream => this;

    public PipeWriter Writer => _writer ??= new CaptureWriter(this, inner.Writer);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Decide() is null ? inner.StartAsync(cancellationToken) : Task.CompletedTask;

    public async Task CompleteAsync()
    {
        if (Decide() is null)
        {
            await inner.CompleteAsync();
        }
    }

    public void DisableBuffering() => inner.DisableBuffering();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(this, path, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Decide() is not { } draft)
        {
            return inner.Stream.WriteAsync(buffer, cancellationToken);
        }

        draft.Append(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        Decide() is null ? inner.Stream.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously.");

    public override void Flush() => throw new NotSupportedException("Answers are written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The draft, if the answer is kept; settled for good by the first call.</summary>
    internal AssetDraft? Decide()
    {
        if (!_isDecided)
        {
            _isDecided = true;
            Draft = begin();
            if (Draft is null)
            {
                decline();
            }
            else
            {
                Sending = SendAsync(Draft);
            }
        }

        return Draft;
    }

    private async Task SendAsync(AssetDraft draft)
    {
        try
        {
            // Runs up to here on the app's side, so that nobody else looks at the headers while the compression works on them.
            await inner.StartAsync(_clientGone);
            var sent = 0;
            while (await draft.ReadAsync(sent, _clientGone) is { IsEmpty: false } arrived)
            {
                var piece = arrived[..Math.Min(arrived.Length, MostAtOnce)];
                await inner.Stream.WriteAsync(piece, _clientGone);
                sent += piece.Length;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // This client has gone. The asset is still on its way for the others.
        }
    }
}

using System.IO.Pipelines;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>The way into an <see cref="AssetCapture"/> for those who fill its memory themselves: the draft's own, so that what comes from the app is
/// put where it stays.</summary>
internal sealed class CaptureWriter(AssetCapture capture, PipeWriter inner) : PipeWriter
{
    private const int LeastBuffer = 4096;

    private byte[] _aside = [];
    private bool _isAside;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => capture.Decide() is { } draft ? Memory(draft, sizeHint) : inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => capture.Decide() is { } draft ? Memory(draft, sizeHint).Span : inner.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (capture.Decide() is not { } draft)
        {
            inner.Advance(bytes);
        }
        else if (_isAside)
        {
            draft.Append(_aside.AsSpan(0, bytes));
        }
        else
        {
            draft.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        capture.Decide() is null ? inner.FlushAsync(cancellationToken) : ValueTask.FromResult(new FlushResult(false, false));

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    // Callers may ask for more than is left of the asset, and may not be given less.
    private Memory<byte> Memory(AssetDraft draft, int sizeHint)
    {
        var rest = draft.Rest;
        _isAside = rest.Length < Math.Max(sizeHint, 1);
        if (!_isAside)
        {
            return rest;
        }

        if (_aside.Length < Math.Max(sizeHint, 1))
        {
            _aside = new byte[Math.Max(sizeHint, LeastBuffer)];
        }

        return _aside;
    }
}

namespace Wasper.Gateway.Proxy;

/// <summary>A request body that ends with <see cref="BodyTooLargeException"/> once more than <paramref name="limit"/> bytes have come.</summary>
internal sealed class LimitedBody(Stream inner, long limit) : ReadOnlyBody
{
    private long _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _read += read;
        return _read <= limit ? read : throw new BodyTooLargeException();
    }
}

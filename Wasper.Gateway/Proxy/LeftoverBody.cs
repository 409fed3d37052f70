using System.Buffers;

namespace Wasper.Gateway.Proxy;

/// <summary>Takes in what a client still sends after it has been answered. Closing a connection with unread bytes resets it, and a reset
/// can reach the client before the answer does. nginx calls this a lingering close.</summary>
internal sealed class LeftoverBody(TimeProvider time)
{
    /// <summary>How long a client may go on sending; nginx's <c>lingering_time</c>.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private const int BufferSize = 64 * 1024;

    /// <summary>Sends the answer out, then reads <paramref name="body"/> to its end. HTTP/2 needs none of it: there the server ends the one stream.</summary>
    public async Task DiscardAsync(HttpContext context, Stream body)
    {
        if (!HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await context.Response.CompleteAsync();
            using var limit = new CancellationTokenSource(_limit, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
            while (await body.ReadAsync(buffer, stop.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client has heard enough, or has had time enough.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

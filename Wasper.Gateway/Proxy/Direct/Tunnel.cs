using System.Buffers;
using System.Net.Sockets;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>A connection to the app that has become a WebSocket. Bytes pass in both directions as they come, and while none come no buffer is held: open pages
/// are many, and say a word every half a minute.</summary>
internal sealed class Tunnel(Socket socket, TimeProvider time) : AppSocket(socket)
{
    private const int BufferSize = 16 * 1024;

    /// <summary>How long the app may go on once the client has said all; nginx's <c>lingering_time</c>.</summary>
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(30);

    // Without a timer there is nothing in it to dispose of, and the end may come from any thread.
    private readonly CancellationTokenSource _over = new();
    private long _total;

    protected override long Total => Volatile.Read(ref _total);

    /// <summary>Passes everything on until one of the sides has gone.</summary>
    public async Task RunAsync(Stream client)
    {
        var fromClient = PassToAppAsync(client);
        var fromApp = PassToClientAsync(client);
        if (await Task.WhenAny(fromClient, fromApp) == fromClient)
        {
            await ((Task)fromApp).WaitAsync(_lastWords, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // For the direction that still waits.
        Abort(AbortReason.ClientGone);
        await Task.WhenAll(fromClient, fromApp);
    }

    protected override void OnAborted() => _over.Cancel();

    private async Task PassToAppAsync(Stream client)
    {
        try
        {
            while (true)
            {
                // A read into nothing ends as soon as there is something to read.
                _ = await client.ReadAsync(Memory<byte>.Empty, _over.Token);
                var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                try
                {
                    var count = await client.ReadAsync(buffer, _over.Token);
                    if (count == 0)
                    {
                        Socket.Shutdown(SocketShutdown.Send);
                        return;
                    }

                    _ = await Socket.SendAsync(buffer.AsMemory(0, count), _over.Token);
                    Interlocked.Add(ref _total, count);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            Abort(AbortReason.ClientGone);
        }
    }

    private async Task PassToClientAsync(Stream client)
    {
        try
        {
            while (true)
            {
                _ = await Socket.ReceiveAsync(Memory<byte>.Empty, _over.Token);
                var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                try
                {
                    var count = await Socket.ReceiveAsync(buffer, _over.Token);
                    if (count == 0)
                    {
                        return;
                    }

                    await client.WriteAsync(buffer.AsMemory(0, count), _over.Token);
                    Interlocked.Add(ref _total, count);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The app has gone, or there is nobody to tell: that is how most WebSockets end.
        }
    }

    private static bool IsEnd(Exception exception) => exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException;
}

using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Wasper.Tests.Gateway.Proxy.Direct;

/// <summary>An upstream that keeps its connections and writes what a test gives it; it knows which connection a request came on.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly RawUpstream _upstream;
    private int _connections;

    /// <param name="answer">Writes the answer to a request's head; false to close the connection after it.</param>
    public ScriptedUpstream(Func<string, NetworkStream, Task<bool>> answer) => _upstream = new RawUpstream(async (stream, cancellationToken) =>
    {
        var connection = Interlocked.Increment(ref _connections);
        while (await RawUpstream.ReadHeadAsync(stream, cancellationToken) is { Length: > 0 } head)
        {
            Requests.Enqueue((connection, head));
            if (!await answer(head, stream))
            {
                return;
            }
        }
    });

    /// <summary>The same answer to every request.</summary>
    public ScriptedUpstream(string answer)
        : this((_, stream) => WriteAsync(stream, answer))
    {
    }

    public int Port => _upstream.Port;

    /// <summary>The requests so far, with the number of their connection, from 1.</summary>
    public ConcurrentQueue<(int Connection, string Head)> Requests { get; } = [];

    public int Connections => Volatile.Read(ref _connections);

    public static async Task<bool> WriteAsync(NetworkStream stream, string text)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        return true;
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();
}

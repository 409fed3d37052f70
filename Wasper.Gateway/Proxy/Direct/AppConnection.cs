using System.Net.Sockets;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>A connection to the app. One exchange at a time.</summary>
internal sealed class AppConnection : IDisposable
{
    private readonly Socket _socket;
    private int _abortReason;
    private long _seenByWatch = -1;
    private int _silentTicks;

    public AppConnection(Socket socket)
    {
        _socket = socket;
        Receiver = new SocketReceiver(socket);
        Sender = new SocketSender(socket);
    }

    public SocketReceiver Receiver { get; }

    public SocketSender Sender { get; }

    /// <summary>Where a request's head is written.</summary>
    public HeadBuffer Out { get; } = new();

    /// <summary>What the answer's head said.</summary>
    public AnswerHead Answer { get; } = new();

    /// <summary>The first reason given to <see cref="Abort"/>.</summary>
    public AbortReason AbortReason => (AbortReason)Volatile.Read(ref _abortReason);

    /// <summary>Ends the exchange under way, from any thread: whoever waits for the app finds the connection at its end.</summary>
    public void Abort(AbortReason reason)
    {
        if (Interlocked.CompareExchange(ref _abortReason, (int)reason, (int)AbortReason.None) == (int)AbortReason.None)
        {
            _socket.Dispose();
        }
    }

    /// <summary>Counts the ticks of the pool's watch in which nothing has passed. Only that watch calls it.</summary>
    public int CountSilence()
    {
        var total = Receiver.Total + Sender.Total;
        _silentTicks = total == _seenByWatch ? _silentTicks + 1 : 0;
        _seenByWatch = total;
        return _silentTicks;
    }

    /// <summary>Begins the count anew. To be called under the same lock as the watch.</summary>
    public void EndSilence() => _seenByWatch = -1;

    public void Dispose()
    {
        _socket.Dispose();
        Receiver.Dispose();
        Sender.Dispose();
    }
}

using System.Net.Sockets;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>What the pool watches over: a way to the app that ends when it is silent for too long, or when the gateway stops.</summary>
internal abstract class AppSocket(Socket socket) : IDisposable
{
    private int _abortReason;
    private long _seenByWatch = -1;
    private int _silentTicks;

    /// <summary>The first reason given to <see cref="Abort"/>.</summary>
    public AbortReason AbortReason => (AbortReason)Volatile.Read(ref _abortReason);

    /// <summary>Bytes that have passed since the beginning, in both directions.</summary>
    protected abstract long Total { get; }

    protected Socket Socket => socket;

    /// <summary>Ends the exchange under way, from any thread: whoever waits for the app finds the connection at its end.</summary>
    public void Abort(AbortReason reason)
    {
        if (Interlocked.CompareExchange(ref _abortReason, (int)reason, (int)AbortReason.None) == (int)AbortReason.None)
        {
            socket.Dispose();
            OnAborted();
        }
    }

    /// <summary>Counts the ticks of the pool's watch in which nothing has passed. Only that watch calls it.</summary>
    public int CountSilence()
    {
        var total = Total;
        _silentTicks = total == _seenByWatch ? _silentTicks + 1 : 0;
        _seenByWatch = total;
        return _silentTicks;
    }

    /// <summary>Begins the count anew. To be called under the same lock as the watch.</summary>
    public void EndSilence() => _seenByWatch = -1;

    public virtual void Dispose() => socket.Dispose();

    protected virtual void OnAborted()
    {
    }
}

using System.Net.Sockets;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Draining;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>The connections to the app. The one that was used last is used next, so that what a peak has opened falls idle and is closed.</summary>
internal sealed class AppConnectionPool : IDisposable
{
    /// <summary>Connecting to a host on the same machine or network takes milliseconds; longer means that it is gone.</summary>
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Below the app's keep-alive of 72 s, so that a connection is never used just as the app closes it.</summary>
    private const int IdleSeconds = 60;

    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(1);

    private readonly string _host;
    private readonly int _port;
    private readonly int _silentSeconds;
    private readonly TimeProvider _time;
    private readonly ITimer _watch;
    private readonly Lock _gate = new();
    private readonly List<AppConnection> _idle = [];
    private readonly HashSet<AppSocket> _busy = [];
    private readonly CancellationToken _end;
    private readonly CancellationTokenRegistration _atEnd;
    private bool _isDisposed;

    public AppConnectionPool(GatewayOptions options, Drain drain, TimeProvider time)
    {
        // Without the brackets of an IPv6 address.
        (_host, _port) = (options.Upstream.IdnHost, options.Upstream.Port);
        _silentSeconds = (int)options.UpstreamTimeout.TotalSeconds;
        _time = time;
        _watch = time.CreateTimer(_ => Watch(), null, _tick, _tick);
        _end = drain.End;
        _atEnd = _end.UnsafeRegister(static pool => ((AppConnectionPool)pool!).AbortAll(), this);
    }

    /// <summary>An open connection, or null where there is none to spare.</summary>
    public AppConnection? TryTake()
    {
        lock (_gate)
        {
            while (_idle.Count > 0)
            {
                var connection = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
                if (connection.Receiver.IsQuiet)
                {
                    connection.EndSilence();
                    _busy.Add(connection);
                    return connection;
                }

                // The app has closed it, or has said something that nobody asked for.
                connection.Dispose();
            }
        }

        return null;
    }

    /// <summary>A new connection; null where the app takes none, or none within 10 s. Throws <see cref="OperationCanceledException"/> for a client that has
    /// gone.</summary>
    public async Task<AppConnection?> ConnectAsync(CancellationToken clientGone)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = new CancellationTokenSource(_connectTimeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, clientGone);
        try
        {
            await socket.ConnectAsync(_host, _port, stop.Token);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            clientGone.ThrowIfCancellationRequested();
            return null;
        }

        var connection = new AppConnection(socket);
        connection.Receiver.Begin();
        lock (_gate)
        {
            _busy.Add(connection);
        }

        if (_end.IsCancellationRequested)
        {
            connection.Abort(AbortReason.Stop);
        }

        return connection;
    }

    /// <summary>Takes back a connection whose exchange has ended well; closes it where the app has done so, or has sent more than its answer.</summary>
    public void Return(AppConnection connection)
    {
        if (connection.Receiver.Arrived.Length == 0)
        {
            connection.Receiver.Begin();
        }

        lock (_gate)
        {
            _busy.Remove(connection);
            if (!_isDisposed && connection.Receiver.IsQuiet)
            {
                connection.EndSilence();
                _idle.Add(connection);
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>Makes a WebSocket of a connection on which the app has agreed to that. It is watched as before.</summary>
    public Tunnel Switch(AppConnection connection)
    {
        var tunnel = new Tunnel(connection.Detach(), _time);
        lock (_gate)
        {
            _busy.Remove(connection);
            _busy.Add(tunnel);
        }

        if (_end.IsCancellationRequested)
        {
            tunnel.Abort(AbortReason.Stop);
        }

        return tunnel;
    }

    /// <summary>Closes a connection that cannot be used any more.</summary>
    public void Discard(AppSocket connection)
    {
        lock (_gate)
        {
            _busy.Remove(connection);
        }

        connection.Dispose();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _atEnd.Dispose();
        lock (_gate)
        {
            _isDisposed = true;
            _idle.ForEach(connection => connection.Dispose());
            _idle.Clear();
        }
    }

    private void AbortAll() => Abort(static _ => true, AbortReason.Stop);

    // One timer for all of them: a timer or a token for each exchange would cost more than the exchange.
    private void Watch()
    {
        Abort(connection => connection.CountSilence() >= _silentSeconds, AbortReason.Silence);
        lock (_gate)
        {
            _idle.RemoveAll(connection =>
            {
                var isOver = !connection.Receiver.IsQuiet || connection.CountSilence() >= IdleSeconds;
                if (isOver)
                {
                    connection.Dispose();
                }

                return isOver;
            });
        }
    }

    // Outside of the lock: whoever waits for one of them goes on at once, and hands it back.
    private void Abort(Func<AppSocket, bool> condition, AbortReason reason)
    {
        AppSocket[] chosen;
        lock (_gate)
        {
            chosen = [.. _busy.Where(condition)];
        }

        foreach (var connection in chosen)
        {
            connection.Abort(reason);
        }
    }
}

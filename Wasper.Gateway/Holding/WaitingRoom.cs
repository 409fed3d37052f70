using Wasper.Gateway.Draining;

namespace Wasper.Gateway.Holding;

/// <summary>Where requests wait for the app: bounded, first come first served, and let go at a pace that an app which has just started can take.</summary>
internal sealed class WaitingRoom : IDisposable
{
    /// <summary>How many of those that waited may be with the app at once.</summary>
    private const int MaxUnderWay = 16;

    /// <summary>One more is let go each time this has passed, however long those under way take: event streams and WebSockets do not end.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(50);

    private readonly LinkedList<Waiter> _waiters = [];
    private readonly Lock _lock = new();
    private readonly HoldOptions _options;
    private readonly AppGate _gate;
    private readonly TimeProvider _time;
    private readonly HoldMetrics _metrics;
    private readonly ITimer _pace;
    private readonly CancellationTokenRegistration _stopping;
    private volatile int _count;
    private int _underWay;
    private bool _isClosed;

    public WaitingRoom(HoldOptions options, AppGate gate, TimeProvider time, HoldMetrics metrics, Drain drain)
    {
        _options = options;
        _gate = gate;
        _time = time;
        _metrics = metrics;
        _pace = time.CreateTimer(_ => Pump(extra: 1), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = drain.End.Register(Close);
        gate.Opened += PumpFirst;
        metrics.Observe(this);
    }

    /// <summary>How many wait.</summary>
    public int Count => _count;

    /// <summary>Whether a request may pass without waiting: the app is there, and nobody stands in line.</summary>
    public bool IsClear => _gate.IsOpen && _count == 0;

    /// <summary>Waits in line until the app is there and it is this request's turn. <paramref name="arrived"/> is when the request first came here, a
    /// timestamp: being sent back into the line gives no new time.</summary>
    public async ValueTask<Verdict> WaitAsync(long arrived, CancellationToken aborted)
    {
        var left = _options.Limit - _time.GetElapsedTime(arrived);
        if (left <= TimeSpan.Zero)
        {
            return Ended(arrived, Verdict.Expired);
        }

        var waiter = new Waiter();
        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            if (_isClosed || _count >= _options.MaxRequests)
            {
                return Ended(arrived, Verdict.Full);
            }

            node = _waiters.AddLast(waiter);
            _count = _waiters.Count;
        }

        using var limit = new CancellationTokenSource(left, _time);
        await using var expired = limit.Token.Register(() => GiveUp(node, Verdict.Expired));
        await using var gone = aborted.Register(() => GiveUp(node, Verdict.Gone));

        // The gate may have opened before this one stood in line.
        Pump();
        return Ended(arrived, await waiter.Task);
    }

    /// <summary>To be called when the exchange of an admitted request is over.</summary>
    public void Leave()
    {
        Interlocked.Decrement(ref _underWay);
        Pump();
    }

    public void Dispose()
    {
        _gate.Opened -= PumpFirst;
        _stopping.Dispose();
        _pace.Dispose();
    }

    private void PumpFirst() => Pump();

    private void Pump(int extra = 0)
    {
        lock (_lock)
        {
            while (_gate.IsOpen && _waiters.First is { } first && (_underWay < MaxUnderWay || extra-- > 0))
            {
                Interlocked.Increment(ref _underWay);
                Remove(first);
                first.Value.TrySetResult(Verdict.Admitted);
            }

            _pace.Change(_gate.IsOpen && _count > 0 ? _patience : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void GiveUp(LinkedListNode<Waiter> node, Verdict verdict)
    {
        lock (_lock)
        {
            if (node.List is not null)
            {
                Remove(node);
                node.Value.TrySetResult(verdict);
            }
        }
    }

    // An app that comes back while the gateway drains is still of use; now there is no more time for it.
    private void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            while (_waiters.First is { } first)
            {
                Remove(first);
                first.Value.TrySetResult(Verdict.Full);
            }
        }
    }

    private void Remove(LinkedListNode<Waiter> node)
    {
        _waiters.Remove(node);
        _count = _waiters.Count;
    }

    private Verdict Ended(long arrived, Verdict verdict)
    {
        _metrics.Ended(_time.GetElapsedTime(arrived), verdict);
        return verdict;
    }

    private sealed class Waiter() : TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
}

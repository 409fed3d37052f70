using System.Collections.Concurrent;

namespace Wasper.Tests.Gateway.Acme.Management;

/// <summary>The real time, which a test can move on: what waits for a moment that is skipped wakes at once. Short waits, as between two questions to an issuer, are
/// cut shorter still.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private static readonly TimeSpan _short = TimeSpan.FromSeconds(4);
    private const int Haste = 50;

    private readonly ConcurrentDictionary<JumpingTimer, bool> _timers = new();
    private long _skipped;

    /// <summary>Whether anybody waits for a moment that a jump could bring.</summary>
    public bool IsAwaited => !_timers.IsEmpty;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _skipped));

    public void Jump(TimeSpan time)
    {
        Interlocked.Add(ref _skipped, time.Ticks);
        foreach (var timer in _timers.Keys)
        {
            timer.Skip(time);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan)
        {
            // Of parts that are not under test.
            return System.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new JumpingTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class JumpingTimer : ITimer
    {
        private readonly JumpingClock _clock;
        private readonly ITimer _timer;
        private readonly Lock _gate = new();
        private DateTimeOffset? _due;

        public JumpingTimer(JumpingClock clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _timer = System.CreateTimer(_ => Fire(callback, state), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    _due = null;
                    _clock._timers.TryRemove(this, out _);
                    return _timer.Change(dueTime, period);
                }

                var wait = dueTime < _short ? dueTime / Haste : dueTime;
                _due = System.GetUtcNow() + wait;
                _clock._timers[this] = true;
                return _timer.Change(wait, period);
            }
        }

        public void Skip(TimeSpan time)
        {
            lock (_gate)
            {
                if (_due is { } due)
                {
                    _due = due - time;
                    var wait = due - time - System.GetUtcNow();
                    _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
                }
            }
        }

        public void Dispose()
        {
            _clock._timers.TryRemove(this, out _);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(TimerCallback callback, object? state)
        {
            lock (_gate)
            {
                _due = null;
                _clock._timers.TryRemove(this, out _);
            }

            callback(state);
        }
    }
}

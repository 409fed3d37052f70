using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Holding;

/// <summary>Whether requests go through to the app: closed while the app is down, and while an operator has paused it for a deployment.</summary>
internal sealed partial class AppGate : IDisposable
{
    /// <summary>How often a pause that has lasted longer than it should is complained about.</summary>
    private static readonly TimeSpan _complaintInterval = TimeSpan.FromMinutes(1);

    private readonly AppMonitor _monitor;
    private readonly TimeProvider _time;
    private readonly ILogger<AppGate> _logger;
    private readonly ITimer _complaint;
    private readonly Lock _lock = new();
    private Pause? _pause;
    private volatile bool _isOpen;

    public AppGate(AppMonitor monitor, TimeProvider time, HoldMetrics metrics, ILogger<AppGate> logger)
    {
        _monitor = monitor;
        _time = time;
        _logger = logger;
        _isOpen = monitor.IsUp;
        _complaint = time.CreateTimer(_ => Complain(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        monitor.CameUp += Update;
        monitor.WentDown += Update;
        metrics.Observe(this, monitor);
    }

    /// <summary>Raised after the gate has opened, on any thread. Handlers return quickly.</summary>
    public event Action? Opened;

    public bool IsOpen => _isOpen;

    /// <summary>Since when the gate is paused and until when it should be; null where it is not.</summary>
    public Pause? Paused => Volatile.Read(ref _pause);

    /// <summary>Treats the app as down until <see cref="Resume"/>: requests wait, webhooks go to disk. A pause longer than <paramref name="expected"/>
    /// is not ended, for nobody knows what state the app is in; it is complained about, once a minute.</summary>
    public void PauseFor(TimeSpan expected)
    {
        var now = _time.GetUtcNow();
        Volatile.Write(ref _pause, new Pause(now, now + expected));
        _complaint.Change(expected, _complaintInterval);
        Log.PausedNow(_logger, expected.TotalSeconds);
        Update();
    }

    /// <summary>Ends the pause.</summary>
    public void Resume()
    {
        _complaint.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (Interlocked.Exchange(ref _pause, null) is { } pause)
        {
            Log.Resumed(_logger, (_time.GetUtcNow() - pause.Since).TotalSeconds);
        }

        Update();
    }

    public void Dispose()
    {
        _monitor.CameUp -= Update;
        _monitor.WentDown -= Update;
        _complaint.Dispose();
    }

    private void Update()
    {
        lock (_lock)
        {
            var isOpen = _monitor.IsUp && Paused is null;
            if (_isOpen == isOpen)
            {
                return;
            }

            _isOpen = isOpen;
            if (!isOpen)
            {
                return;
            }
        }

        Opened?.Invoke();
    }

    private void Complain()
    {
        if (Paused is { } pause)
        {
            Log.PausedTooLong(_logger, (_time.GetUtcNow() - pause.Since).TotalMinutes);
        }
    }

    /// <summary>A pause of the app.</summary>
    internal sealed record Pause(DateTimeOffset Since, DateTimeOffset ExpectedEnd);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The app is paused: requests wait and webhooks go to disk, for {Seconds:F0} s as announced")]
        public static partial void PausedNow(ILogger logger, double seconds);

        [LoggerMessage(LogLevel.Information, "The app is no longer paused, after {Seconds:F1} s")]
        public static partial void Resumed(ILogger logger, double seconds);

        [LoggerMessage(LogLevel.Error, "The app has been paused for {Minutes:F0} min, longer than announced: requests are refused and webhooks pile up. Resume it")]
        public static partial void PausedTooLong(ILogger logger, double minutes);
    }
}

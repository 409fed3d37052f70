using System.Diagnostics;

namespace Wasper.Gateway.Proxy;

/// <summary>Knows the app's index page and says when it is another one, which means another version of the app: the policy of its scripts has to be
/// written anew, and what is cached of the former version is of no more use.</summary>
/// <remarks>It looks at the start, at intervals, and whenever somebody asks it to. The page is the one that a visitor without cookies gets, never what
/// happens to pass on its way to a client: nobody can slip anything into it by a crafted address.</remarks>
internal sealed partial class AppPage(
    AppPageClient client, AppPageOptions options, AppPageMetrics metrics, TimeProvider time, ILogger<AppPage> logger) : BackgroundService
{
    private static readonly TimeSpan _firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestRetry = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may be held back for the look at a new page, which takes milliseconds in an app that has just answered.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan _strangeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Failures in a row before a warning: with the retries above some two minutes, longer than any start of the app that was measured.</summary>
    private const int FailuresBeforeWarning = 7;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private Task<bool>? _running;
    private volatile AppPageVersion? _current;
    private int _failures;
    private string? _strange;
    private long _strangeSince;

    /// <summary>The page as it was when last seen; null until then.</summary>
    public AppPageVersion? Current => _current;

    /// <summary>Raised by the first page and by every other one after it, once <see cref="Current"/> is the new one. One handler at a time; a handler that
    /// throws is logged and does no harm.</summary>
    public event Action<AppPageChange>? Changed;

    /// <summary>Looks at the page now. Who asks while a look is under way gets its outcome: false where there was no page to be had.
    /// A failure is counted and logged here, never thrown; it ends within 10 s.</summary>
    public Task<bool> CheckAsync()
    {
        lock (_gate)
        {
            return _running is { IsCompleted: false } ? _running : _running = Task.Run(LookAsync);
        }
    }

    /// <summary>Sees to it that <see cref="Current"/> is not older than a page that the app has just answered with: where the page is another one, the caller waits
    /// for a look at it, 2 s at most. A page that is not the index page costs a look every 10 s.</summary>
    /// <param name="validator">The answer's <see cref="PageValidator"/>; null says nothing.</param>
    public ValueTask CatchUpAsync(string? validator)
    {
        var current = _current;
        var isKnown = current is not null && (validator is null || validator == current.Validator);
        return isKnown || (validator == _strange && time.GetElapsedTime(_strangeSince) < _strangeLimit)
            ? ValueTask.CompletedTask
            : new ValueTask(LookForAsync(validator));
    }

    public override void Dispose()
    {
        _end.Dispose();
        base.Dispose();
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _end.Cancel();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.CheckInterval is not { } interval)
        {
            return;
        }

        var retry = _firstRetry / 2;
        while (!stoppingToken.IsCancellationRequested)
        {
            var seen = await CheckAsync();
            retry = seen ? _firstRetry / 2 : TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, _longestRetry.Ticks));
            await Task.Delay(seen ? interval : retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookForAsync(string? validator)
    {
        try
        {
            // A look that was under way may have begun before the app changed.
            for (var looks = 0; looks < 2; looks++)
            {
                if (await CheckAsync().WaitAsync(_patience, time) && (validator is null || validator == _current?.Validator))
                {
                    return;
                }
            }
        }
        catch (TimeoutException)
        {
            // The client has waited long enough; the look goes on.
        }

        (_strange, _strangeSince) = (validator, time.GetTimestamp());
    }

    private async Task<bool> LookAsync()
    {
        // Whoever asked, the look is not part of their request's trace.
        Activity.Current = null;
        try
        {
            Take(await client.GetAsync(_end.Token));
            _failures = 0;
            return true;
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            // Whatever it was: the next look may succeed.
            metrics.Failed();
            if (++_failures == FailuresBeforeWarning)
            {
                Log.NotSeen(logger, _failures, exception.GetBaseException().Message);
            }

            return false;
        }
    }

    private void Take(AppPageVersion seen)
    {
        var before = _current;
        _current = seen;
        if (before?.Hash == seen.Hash)
        {
            metrics.Unchanged();
            return;
        }

        metrics.Changed();
        Log.Changed(logger, before?.Hash ?? "none", seen.Hash);
        var change = new AppPageChange(before, seen);
        foreach (var handler in Delegate.EnumerateInvocationList(Changed))
        {
            try
            {
                handler(change);
            }
            catch (Exception exception)
            {
                Log.HandlerFailed(logger, exception, handler.Method.DeclaringType?.Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The app's page is another one: {Before} before, {Now} now")]
        public static partial void Changed(ILogger logger, string before, string now);

        [LoggerMessage(LogLevel.Warning, "The app's page could not be had {Failures} times in a row, and is tried on: {Reason}")]
        public static partial void NotSeen(ILogger logger, int failures, string reason);

        [LoggerMessage(LogLevel.Error, "{Handler} failed on a change of the app's page")]
        public static partial void HandlerFailed(ILogger logger, Exception exception, string? handler);
    }
}

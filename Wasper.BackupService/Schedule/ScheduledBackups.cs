namespace Wasper.BackupService.Schedule;

/// <summary>
/// Makes a backup whenever one is due: when a due time has passed since the newest good one was begun. So a due time that was missed, because
/// nothing ran or something failed, is made up for.
/// </summary>
internal sealed partial class ScheduledBackups(
    BackupSchedule schedule, IScheduledBackup backup, TimeProvider time, ILogger<ScheduledBackups> logger) : BackgroundService
{
    /// <summary>
    /// How long after its start the service makes the first one. What has started beside it may be changing its tables at that time, and
    /// would have to wait for a dump that reads them.
    /// </summary>
    public static readonly TimeSpan CatchUpDelay = TimeSpan.FromMinutes(2);

    // Timers know nothing of a clock that is set or of a machine that slept, and end at 49 days.
    private static readonly TimeSpan _longestSleep = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _firstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(5);

    // A failed dump may have been a large one: after these the next due time has to do.
    private static readonly TimeSpan[] _retries = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(60)];

    private int _failures;
    private DateTimeOffset? _gaveUp;
    private TimeSpan _wait = _firstWait;
    private string? _obstacle;
    private DateTimeOffset? _announced;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.Scheduled(logger, schedule);
        var sleep = CatchUpDelay;
        while (true)
        {
            await Task.Delay(sleep, time, stoppingToken);
            sleep = await StepAsync(stoppingToken);
        }
    }

    /// <returns>How long to sleep until the next.</returns>
    private async Task<TimeSpan> StepAsync(CancellationToken stopping)
    {
        try
        {
            var now = time.GetUtcNow();
            var due = await FindDueAsync(now, stopping);
            if (due > now)
            {
                Announce(due);
                return Shorter(due - now, _longestSleep);
            }

            if (await backup.FindObstacleAsync(stopping) is { } obstacle)
            {
                return WaitFor(obstacle);
            }

            await backup.MakeAsync(stopping);
            (_failures, _gaveUp) = (0, null);
            ForgetObstacle();
            return _longestSleep;
        }
        catch (BackupException exception) when (exception.Failure == BackupFailure.AlreadyRunning)
        {
            return WaitFor(exception.Message);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (BackupException)
        {
            // The runner has said what it was.
            return AfterFailure();
        }
        catch (Exception exception)
        {
            Log.Unexpected(logger, exception);
            return AfterFailure();
        }
    }

    private async Task<DateTimeOffset> FindDueAsync(DateTimeOffset now, CancellationToken stopping)
    {
        var since = await backup.FindNewestAsync(now, stopping);
        if (_gaveUp <= now && !(since > _gaveUp))
        {
            since = _gaveUp;
        }

        return since is { } moment ? schedule.Next(moment) ?? DateTimeOffset.MaxValue : now;
    }

    private void Announce(DateTimeOffset due)
    {
        if (due != _announced)
        {
            _announced = due;
            Log.Next(logger, due);
        }
    }

    private TimeSpan WaitFor(string obstacle)
    {
        if (obstacle != _obstacle)
        {
            ForgetObstacle();
            _obstacle = obstacle;
            Log.Waiting(logger, obstacle);
        }

        var wait = _wait;
        _wait = Shorter(wait * 2, _longestWait);
        return wait;
    }

    private void ForgetObstacle() => (_obstacle, _wait) = (null, _firstWait);

    private TimeSpan AfterFailure()
    {
        ForgetObstacle();
        var now = time.GetUtcNow();
        var next = schedule.Next(now) ?? DateTimeOffset.MaxValue;
        if (_failures < _retries.Length)
        {
            var wait = Shorter(_retries[_failures++], next - now);
            Log.Retrying(logger, now + wait);
            return wait;
        }

        (_failures, _gaveUp) = (0, now);
        Log.GaveUp(logger, _retries.Length + 1, next);
        return _longestSleep;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Backups are made by the schedule {Schedule}.")]
        public static partial void Scheduled(ILogger logger, BackupSchedule schedule);

        [LoggerMessage(LogLevel.Information, "The next scheduled backup is due at {Due:yyyy-MM-dd HH:mm zzz}.")]
        public static partial void Next(ILogger logger, DateTimeOffset due);

        [LoggerMessage(LogLevel.Warning, "A scheduled backup is due and waits: {Obstacle}")]
        public static partial void Waiting(ILogger logger, string obstacle);

        [LoggerMessage(LogLevel.Warning, "The scheduled backup failed and is tried again at {At:HH:mm} UTC.")]
        public static partial void Retrying(ILogger logger, DateTimeOffset at);

        [LoggerMessage(LogLevel.Error, "The scheduled backup failed {Times} times and is not tried again before {Due:yyyy-MM-dd HH:mm zzz}: mend what the lines above name, then make one by hand.")]
        public static partial void GaveUp(ILogger logger, int times, DateTimeOffset due);

        [LoggerMessage(LogLevel.Error, "The scheduled backup ended in a way that nobody foresaw.")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}

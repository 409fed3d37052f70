using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Schedule;

namespace Wasper.BackupService.Health;

/// <summary>Whether the schedule is kept: unhealthy once a second due time has passed without a good backup.</summary>
internal sealed class ScheduleHealthCheck(BackupSchedule schedule, BackupCatalog catalog, BackupOptions options, TimeProvider time) : IHealthCheck
{
    // Whoever was switched off for long catches up first.
    private readonly TimeSpan _grace = ScheduledBackups.CatchUpDelay + options.Timeout;
    private readonly long _started = time.GetTimestamp();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (time.GetElapsedTime(_started) <= _grace)
        {
            return HealthCheckResult.Healthy();
        }

        try
        {
            var now = time.GetUtcNow();
            var newest = await catalog.FindNewestGoodAsync(now, cancellationToken);
            return newest is not null && !IsLate(newest.CreatedAt, now) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(Trouble(newest));
        }
        catch (BackupException exception) when (exception.Failure == BackupFailure.FolderUnusable)
        {
            // The check of the folder says so.
            return HealthCheckResult.Healthy();
        }
    }

    private bool IsLate(DateTimeOffset newest, DateTimeOffset now)
        => schedule.Next(newest) is { } missed && schedule.Next(missed) is { } due && now - due > options.Timeout;

    private string Trouble(BackupReport? newest)
        => (newest is null ? "There is no good backup" : $"The newest good backup is {newest.Id}, which is too old")
            + $" for Backup:Schedule {schedule}: mend what this service's log says of the backups that failed, then make one with the command 'backup'.";
}

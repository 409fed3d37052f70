using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Capture;
using Wasper.BackupService.Health;

namespace Wasper.BackupService.Schedule;

/// <summary>Backups of the database, once it is healthy.</summary>
internal sealed class ScheduledBackup(BackupCatalog catalog, DatabaseHealthCheck database, BackupRunner runner) : IScheduledBackup
{
    public async Task<DateTimeOffset?> FindNewestAsync(DateTimeOffset now, CancellationToken cancellationToken)
        => (await catalog.FindNewestGoodAsync(now, cancellationToken))?.CreatedAt;

    public async Task<string?> FindObstacleAsync(CancellationToken cancellationToken)
    {
        var health = await database.CheckHealthAsync(new HealthCheckContext(), cancellationToken);
        return health.Status == HealthStatus.Healthy ? null : health.Description;
    }

    public Task MakeAsync(CancellationToken stopping) => runner.RunAsync(stopping);
}

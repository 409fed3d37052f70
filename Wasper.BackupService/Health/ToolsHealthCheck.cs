using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wasper.BackupService.Postgres;

namespace Wasper.BackupService.Health;

/// <summary>Whether pg_dump and pg_restore are there and run.</summary>
internal sealed class ToolsHealthCheck(PostgresTools tools) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return HealthCheckResult.Healthy($"pg_dump {(await tools.FindAsync(cancellationToken)).Version}");
        }
        catch (BackupException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using OpenTelemetry;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Postgres;

namespace Wasper.BackupService.Health;

/// <summary>Whether the database lets us in.</summary>
internal sealed class DatabaseHealthCheck(NpgsqlDataSource database, BackupOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // It is asked every few seconds, and not always by a request: each time would be a trace of its own.
        using var untraced = SuppressInstrumentationScope.Begin();
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy($"PostgreSQL {connection.PostgreSqlVersion}");
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy(DatabaseErrors.Explain(exception, options).Message);
        }
    }
}

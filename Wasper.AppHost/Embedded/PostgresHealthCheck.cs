using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Wasper.AppHost.Embedded;

/// <summary>Connects, as a client would, and asks for the smallest thing there is.</summary>
internal sealed class PostgresHealthCheck(string connectionString) : IHealthCheck
{
    // Of its own, unpooled: a pooled connection says nothing about whether a new one would be let in.
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5, CommandTimeout = 5 }.ConnectionString;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}

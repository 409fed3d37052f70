using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Wasper.AppHost.Embedded;

/// <summary>Connects, as a client would, and asks for an echo. While Redis still reads its file it refuses, and is not healthy.</summary>
internal sealed class RedisHealthCheck(string connectionString) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.ConnectRetry = 0;
        options.ConnectTimeout = 5000;
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
            await connection.GetDatabase().PingAsync();
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}

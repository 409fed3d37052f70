using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Wasper.AppHost.Embedded;

/// <summary>Checks a server by its connection string, which is known only once its port is.</summary>
internal sealed class ConnectionHealthCheck(IResourceWithConnectionString resource, Func<string, IHealthCheck> create) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => await resource.GetConnectionStringAsync(cancellationToken) is { } text
            ? await create(text).CheckHealthAsync(context, cancellationToken)
            : HealthCheckResult.Unhealthy($"'{resource.Name}' has no address yet.");
}

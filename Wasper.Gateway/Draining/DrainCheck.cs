using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Wasper.Gateway.Draining;

/// <summary>A gateway that is stopping is not ready.</summary>
internal sealed class DrainCheck(Drain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.HasBegun ? HealthCheckResult.Unhealthy("The gateway is stopping.") : HealthCheckResult.Healthy());
}

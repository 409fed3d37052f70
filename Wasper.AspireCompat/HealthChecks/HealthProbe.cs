using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.HealthChecks;

/// <summary>Runs the health checks of a resource once, and makes reports of whatever becomes of them.</summary>
internal sealed class HealthProbe(HealthCheckService checks, TimeProvider time)
{
    /// <summary>What all checks of a resource may take together. A server that cannot say within it that it works does not.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<ImmutableArray<HealthReportSnapshot>> RunAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Limit, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            // A check that does not heed its token must not hold up the rest.
            var report = await checks.CheckHealthAsync(check => keys.Contains(check.Name), limit.Token).WaitAsync(limit.Token);
            return [.. keys.Select(key => report.Entries.TryGetValue(key, out var entry)
                ? Report(key, entry.Status, entry.Description ?? entry.Exception?.Message, entry.Exception?.ToString())
                : Report(key, HealthStatus.Unhealthy, $"No health check '{key}' is registered; add it with builder.Services.AddHealthChecks().", exception: null))];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return All(keys, $"No answer within {Limit.TotalSeconds:0} s.", exception: null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The checks are others' code, and so are the factories that make them.
            return All(keys, e.Message, e.ToString());
        }
    }

    private ImmutableArray<HealthReportSnapshot> All(IEnumerable<string> keys, string description, string? exception) =>
        [.. keys.Select(key => Report(key, HealthStatus.Unhealthy, description, exception))];

    private HealthReportSnapshot Report(string key, HealthStatus status, string? description, string? exception) =>
        new(key, status, description, exception) { LastRunAt = time.GetUtcNow().UtcDateTime };
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Wasper.BackupService.Health;

/// <summary>
/// Says in the log what <c>/health</c> does not: which check failed, why, and what to do. Once when it changes, however often it is asked.
/// </summary>
internal sealed partial class HealthChangeLog(ILogger<HealthChangeLog> logger) : IHealthCheckPublisher
{
    private readonly ConcurrentDictionary<string, string?> _said = new();

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
        {
            var trouble = entry.Status == HealthStatus.Healthy ? null : entry.Description ?? entry.Exception?.Message ?? "it gave no answer in time";
            var before = _said.GetValueOrDefault(name);
            _said[name] = trouble;
            if (trouble is not null && trouble != before)
            {
                Log.Unhealthy(logger, name, trouble);
            }
            else if (trouble is null && before is not null)
            {
                Log.HealthyAgain(logger, name);
            }
        }

        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Not healthy ({Check}): {Trouble}")]
        public static partial void Unhealthy(ILogger logger, string check, string trouble);

        [LoggerMessage(LogLevel.Information, "Healthy again ({Check}).")]
        public static partial void HealthyAgain(ILogger logger, string check);
    }
}

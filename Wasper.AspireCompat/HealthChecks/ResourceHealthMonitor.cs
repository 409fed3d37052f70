using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.HealthChecks;

/// <summary>
/// Checks every resource while it runs, writes the reports into its snapshot, and publishes once per start that it is ready: when it runs and is healthy for
/// the first time, which one without health checks is at once.
/// </summary>
internal sealed class ResourceHealthMonitor(
    ResourceNotificationService notifications,
    HealthProbe probe,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider time,
    ILogger<ResourceHealthMonitor> logger) : BackgroundService
{
    /// <summary>The loops of the resources that run, and which run of theirs it is: each has a loop of its own.</summary>
    private readonly Dictionary<string, (int Run, CancellationTokenSource Ending)> _loops = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                Follow(change);
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }

        foreach (var (_, ending) in _loops.Values)
        {
            await ending.CancelAsync();
        }
    }

    private void Follow(ResourceEvent change)
    {
        var isRunning = change.Snapshot.State?.Text == KnownResourceStates.Running;
        if (_loops.TryGetValue(change.ResourceId, out var loop))
        {
            if (isRunning && loop.Run == change.Snapshot.Run)
            {
                return;
            }

            loop.Ending.Cancel();
            _loops.Remove(change.ResourceId);
        }

        if (isRunning)
        {
            // Not linked to anything and without a timer: there is nothing to dispose of.
            var ending = new CancellationTokenSource();
            _loops[change.ResourceId] = (change.Snapshot.Run, ending);
            _ = MonitorAsync(change, ending.Token);
        }
    }

    private async Task MonitorAsync(ResourceEvent started, CancellationToken cancellationToken)
    {
        var keys = started.Resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).Distinct(StringComparer.Ordinal).ToList();
        var pace = new HealthPace();
        EventSnapshot? ready = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            var isHealthy = false;
            try
            {
                var reports = await probe.RunAsync(keys, cancellationToken);
                isHealthy = reports.All(report => report.Status is HealthStatus.Healthy);
                if (isHealthy)
                {
                    ready ??= new EventSnapshot(AnnounceAsync(started.Resource, cancellationToken));
                }

                await notifications.PublishUpdateAsync(started.Resource, started.ResourceId, snapshot => IsSameRun(started.Snapshot, snapshot)
                    ? snapshot.WithHealthReports(reports) with { ResourceReadyEvent = ready }
                    : snapshot);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // Without this loop nobody who waits for the resource would ever go on.
                logger.CheckFailed(started.Resource.Name, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (keys.Count == 0 && isHealthy)
            {
                return;
            }

            await Task.Delay(pace.After(isHealthy), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsSameRun(CustomResourceSnapshot started, CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Running && snapshot.Run == started.Run;

    /// <summary>Tells the subscribers, who may do a part of the start themselves, such as creating a database.</summary>
    private async Task AnnounceAsync(IResource resource, CancellationToken cancellationToken)
    {
        try
        {
            await eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.ReadyFailed(resource.Name, e.Message);
            throw new DistributedApplicationException($"'{resource.Name}' runs, but what is done once it is ready failed: {e.Message}", e);
        }
    }
}

using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Waits of one resource for another. What fails is said in a sentence, for the log of who waited.</summary>
internal sealed class ResourceWaits(ResourceNotificationService notifications, ResourceLoggerService logs, ResourceNotificationServiceOptions options)
{
    public async Task ForDependenciesOfAsync(IResource resource, CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToList();
        if (waits.Count == 0)
        {
            return;
        }

        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = KnownResourceStates.Waiting });
        var log = logs.GetLogger(resource);
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var open = waits.Select(wait => ForAsync(wait, log, failing.Token)).ToList();
        try
        {
            // The first that fails decides; the others may never end.
            while (open.Count > 0)
            {
                var done = await Task.WhenAny(open);
                open.Remove(done);
                await done;
            }
        }
        finally
        {
            await failing.CancelAsync();
            await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<ResourceEvent> ForHealthyAsync(string resourceName, WaitBehavior? behavior, CancellationToken cancellationToken)
    {
        while (true)
        {
            var healthy = await notifications.WaitForResourceAsync(resourceName, change => IsHealthy(change) || HasFailed(change, behavior), cancellationToken);
            ThrowIfFailed(healthy, behavior);
            await healthy.Snapshot.ResourceReadyEvent!.EventTask.WaitAsync(cancellationToken);

            // What was done when it became ready may have taken long: only what is still so counts.
            if (!notifications.TryGetCurrentState(healthy.ResourceId, out var now) || IsHealthy(now))
            {
                return now ?? healthy;
            }
        }
    }

    private async Task ForAsync(WaitAnnotation wait, ILogger log, CancellationToken cancellationToken)
    {
        var name = wait.Resource.Name;
        switch (wait.WaitType)
        {
            case WaitType.WaitForCompletion:
                log.WaitsForCompletion(name);
                await ForCompletionAsync(wait, cancellationToken);
                break;
            case WaitType.WaitUntilStarted:
                log.WaitsForStart(name);
                ThrowIfFailed(
                    await notifications.WaitForResourceAsync(name, change => IsRunning(change) || HasFailed(change, wait.WaitBehavior), cancellationToken),
                    wait.WaitBehavior);
                break;
            default:
                log.WaitsForHealth(name);
                await ForHealthyAsync(name, wait.WaitBehavior, cancellationToken);
                break;
        }
    }

    private async Task ForCompletionAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var ended = await notifications.WaitForResourceAsync(wait.Resource.Name, HasEnded, cancellationToken);
        var snapshot = ended.Snapshot;
        if (snapshot.State?.Text == KnownResourceStates.FailedToStart || (snapshot.ExitCode is { } code && code != wait.ExitCode))
        {
            throw new DistributedApplicationException(
                $"'{wait.Resource.Name}', whose completion is waited for, {Describe(snapshot)}{(snapshot.ExitCode is null ? string.Empty : $" in place of {wait.ExitCode}")}; its log tells why.");
        }
    }

    private void ThrowIfFailed(ResourceEvent change, WaitBehavior? behavior)
    {
        if (HasFailed(change, behavior))
        {
            throw new DistributedApplicationException($"'{change.Resource.Name}', which is waited for, {Describe(change.Snapshot)}; its log tells why.");
        }
    }

    private bool HasFailed(ResourceEvent change, WaitBehavior? behavior) =>
        (behavior ?? options.DefaultWaitBehavior) is WaitBehavior.StopOnResourceUnavailable && HasEnded(change);

    private static bool HasEnded(ResourceEvent change) => change.Snapshot.State?.Text is { } state && KnownResourceStates.TerminalStates.Contains(state);

    private static bool IsRunning(ResourceEvent change) => change.Snapshot.State?.Text == KnownResourceStates.Running;

    private static bool IsHealthy(ResourceEvent change) =>
        change.Snapshot is { ResourceReadyEvent: not null, HealthStatus: Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy };

    private static string Describe(CustomResourceSnapshot snapshot) => snapshot switch
    {
        { State.Text: var state } when state == KnownResourceStates.FailedToStart => "could not be started",
        { ExitCode: { } code } => $"ended with exit code {code}",
        _ => "has ended",
    };
}

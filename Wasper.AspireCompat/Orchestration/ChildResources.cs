using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Lets resources that belong to another one, as a database does to its server, live and end with it. Their health is their own.</summary>
internal sealed class ChildResources(ResourceNotificationService notifications, DistributedApplicationModel model, DistributedApplicationExecutionContext context)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var children = model.Resources.OfType<IResourceWithParent>().Where(child => !child.IsRunByEngine()).ToLookup(child => child.Parent);
        if (!context.IsRunMode || children.Count == 0)
        {
            return;
        }

        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                var parent = change.Snapshot;
                foreach (var child in children[change.Resource])
                {
                    if (!notifications.TryGetCurrentState(child.Name, out var current) || !IsSame(current.Snapshot, parent))
                    {
                        await notifications.PublishUpdateAsync(child, snapshot => snapshot with
                        {
                            State = parent.State,
                            CreationTimeStamp = parent.CreationTimeStamp,
                            StartTimeStamp = parent.StartTimeStamp,
                            StopTimeStamp = parent.StopTimeStamp,
                            ExitCode = parent.ExitCode,
                        });
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private static bool IsSame(CustomResourceSnapshot child, CustomResourceSnapshot parent) =>
        child.State == parent.State && child.StartTimeStamp == parent.StartTimeStamp && child.StopTimeStamp == parent.StopTimeStamp && child.ExitCode == parent.ExitCode;
}

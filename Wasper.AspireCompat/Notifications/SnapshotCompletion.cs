using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds to a snapshot what the model says of the resource: its icon, its relations and what its commands can do now.</summary>
internal sealed class SnapshotCompletion(IServiceProvider services)
{
    /// <summary>The snapshot before anything has happened.</summary>
    public static CustomResourceSnapshot Initial(IResource resource)
    {
        var snapshot = resource.Annotations.OfType<ResourceSnapshotAnnotation>().LastOrDefault()?.InitialSnapshot
            ?? new CustomResourceSnapshot { ResourceType = resource.GetTypeName(), Properties = [] };
        var icon = resource.Annotations.OfType<ResourceIconAnnotation>().LastOrDefault();
        return snapshot with
        {
            HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>()
                .Select(check => check.Key).Distinct(StringComparer.Ordinal)
                .Select(key => new HealthReportSnapshot(key, Status: null, Description: null, ExceptionText: null))],
            Relationships = [.. snapshot.Relationships.Concat(RelationshipsOf(resource)).Distinct()],
            IconName = icon?.IconName ?? snapshot.IconName,
            IconVariant = icon?.IconVariant ?? snapshot.IconVariant,
        };
    }

    public CustomResourceSnapshot Complete(IResource resource, CustomResourceSnapshot? before, CustomResourceSnapshot snapshot)
    {
        if (!IsRunning(snapshot))
        {
            // What was found out about one run says nothing about the next.
            snapshot = snapshot with
            {
                ResourceReadyEvent = null,
                HealthReports = [.. snapshot.HealthReports.Select(report => new HealthReportSnapshot(report.Name, Status: null, Description: null, ExceptionText: null))],
            };
        }
        else if (!IsRunning(before))
        {
            snapshot = snapshot with { Run = snapshot.Run + 1 };
        }

        var commands = resource.Annotations.OfType<ResourceCommandAnnotation>().ToList();
        if (commands.Count == 0)
        {
            return snapshot;
        }

        var context = new UpdateCommandStateContext { ResourceSnapshot = snapshot, Services = services };
        return snapshot with { Commands = [.. commands.Select(command => Snapshot(command, command.UpdateState(context)))] };
    }

    private static bool IsRunning(CustomResourceSnapshot? snapshot) => snapshot?.State?.Text == KnownResourceStates.Running;

    private static IEnumerable<RelationshipSnapshot> RelationshipsOf(IResource resource)
    {
        var relations = resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(relation => new RelationshipSnapshot(relation.Resource.Name, relation.Type));
        return resource is IResourceWithParent child ? relations.Append(new RelationshipSnapshot(child.Parent.Name, KnownRelationshipTypes.Parent)) : relations;
    }

    private static ResourceCommandSnapshot Snapshot(ResourceCommandAnnotation command, ResourceCommandState state) => new(
        command.Name, state, command.DisplayName, command.DisplayDescription, Parameter: null, command.ConfirmationMessage, command.IconName, command.IconVariant, command.IsHighlighted);
}

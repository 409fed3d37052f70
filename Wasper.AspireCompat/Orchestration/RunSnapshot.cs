using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp.Runs;

namespace Aspire.Hosting.Orchestration;

/// <summary>Writes what becomes of a run into the snapshot of its resource.</summary>
internal static class RunSnapshot
{
    /// <summary>A start begins: nothing of an earlier one counts any more.</summary>
    public static CustomResourceSnapshot Begin(CustomResourceSnapshot snapshot, string state) => End(snapshot, state) with
    {
        StartTimeStamp = null,
        StopTimeStamp = null,
        ExitCode = null,
    };

    /// <summary>Nothing runs.</summary>
    public static CustomResourceSnapshot End(CustomResourceSnapshot snapshot, string state) => snapshot with
    {
        State = new ResourceStateSnapshot(state, StyleOf(state)),
        Urls = Activate(snapshot.Urls, isActive: false),
    };

    public static CustomResourceSnapshot Of(CustomResourceSnapshot snapshot, IResource resource, DcpRunState run, RunPlan plan)
    {
        var fromSpec = plan.Configuration.Environment.Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal);
        return snapshot with
        {
            State = new ResourceStateSnapshot(run.State, StyleOf(run.State)),
            CreationTimeStamp = run.Created?.UtcDateTime ?? snapshot.CreationTimeStamp,
            StartTimeStamp = run.Started?.UtcDateTime,
            StopTimeStamp = run.Finished?.UtcDateTime,
            ExitCode = run.ExitCode,
            Properties = Merge(snapshot.Properties, plan.Describe(run)),
            EnvironmentVariables = [.. (run.Environment.Count > 0 ? run.Environment : plan.Configuration.Environment)
                .Select(variable => new EnvironmentVariableSnapshot(variable.Name, variable.Value, fromSpec.Contains(variable.Name)))],
            Volumes = [.. resource.Annotations.OfType<ContainerMountAnnotation>()
                .Select(mount => new VolumeSnapshot(mount.Source, mount.Target, ContainerPlanner.MountTypeOf(mount), mount.IsReadOnly))],
            Urls = Activate(snapshot.Urls, run.State == KnownResourceStates.Running),
        };
    }

    private static string? StyleOf(string state) => state == KnownResourceStates.FailedToStart ? KnownResourceStateStyles.Error : null;

    /// <summary>An endpoint answers only while the resource runs; a link to somewhere else is none of the resource's.</summary>
    private static ImmutableArray<UrlSnapshot> Activate(ImmutableArray<UrlSnapshot> urls, bool isActive) =>
        [.. urls.Select(url => url.Name is null ? url : url with { IsInactive = !isActive })];

    private static ImmutableArray<ResourcePropertySnapshot> Merge(ImmutableArray<ResourcePropertySnapshot> known, IEnumerable<ResourcePropertySnapshot> added)
    {
        var news = added.Where(property => property.Value is not null).ToList();
        return [.. known.Where(property => news.All(other => other.Name != property.Name)), .. news];
    }
}

using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The state of a resource at one moment, as the dashboard shows it.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The kind, such as <c>Container</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Everything about it that has no place of its own.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>When it was created, in UTC.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When it started, in UTC.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When it ended, in UTC.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>One of <see cref="KnownResourceStates"/> or any other text.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>The exit code, once it has ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The worst of the health reports while it runs; one that has not come yet counts as unhealthy, none at all as healthy.</summary>
    public HealthStatus? HealthStatus => State?.Text == KnownResourceStates.Running ? Worst(HealthReports) : null;

    /// <summary>The latest report of every health check.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>Its environment variables.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>Its links.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Its mounts.</summary>
    public ImmutableArray<VolumeSnapshot> Volumes { get; init; } = [];

    /// <summary>Its commands.</summary>
    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    /// <summary>Its relations to other resources.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>Whether the dashboard leaves it out.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The name of a Fluent UI icon.</summary>
    public string? IconName { get; init; }

    /// <summary>Its variant.</summary>
    public IconVariant? IconVariant { get; init; }

    /// <summary>The <see cref="ResourceReadyEvent"/> of the latest start; its task ends when every subscriber has.</summary>
    internal EventSnapshot? ResourceReadyEvent { get; init; }

    /// <summary>Counts how often it came to run, so that what was found out about one run is not taken for the next.</summary>
    internal int Run { get; init; }

    private static HealthStatus Worst(ImmutableArray<HealthReportSnapshot> reports) => reports.IsDefaultOrEmpty
        ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
        : reports.Min(report => report.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy);
}

/// <summary>An event that was published for a resource.</summary>
internal sealed record EventSnapshot(Task EventTask);

using System.Collections.Immutable;
using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;
using Health = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;

namespace Aspire.Hosting.Dashboard;

/// <summary>A resource's state in the words of the dashboard.</summary>
internal static class ResourceMapping
{
    /// <summary>
    /// What nobody gave a time of creation was created with the application. Without any the dashboard (13.5.4) stops listening in silence: it goes on
    /// loading for ever, and shows no other resource either.
    /// </summary>
    private static readonly DateTime _applicationStart = StartOfThisProcess();

    public static Protocol.Resource ToProtocol(this ResourceEvent change)
    {
        var snapshot = change.Snapshot;
        var resource = new Protocol.Resource
        {
            Name = change.ResourceId,
            Uid = change.ResourceId,
            DisplayName = change.Resource.Name,
            ResourceType = snapshot.ResourceType,
            CreatedAt = ToTimestamp(snapshot.CreationTimeStamp ?? _applicationStart),
            StartedAt = ToTimestamp(snapshot.StartTimeStamp),
            StoppedAt = ToTimestamp(snapshot.StopTimeStamp),
            IsHidden = snapshot.IsHidden,
            Properties = { ResourceProperties.Of(change) },
            Urls = { Each(snapshot.Urls, ToProtocol) },
            Environment = { Each(snapshot.EnvironmentVariables, ToProtocol) },
            Volumes = { Each(snapshot.Volumes, ToProtocol) },
            HealthReports = { Each(snapshot.HealthReports, ToProtocol) },
            Relationships = { Each(snapshot.Relationships, ToProtocol) },
            Commands = { Each(snapshot.Commands, ToProtocol) },
        };

        if (snapshot.State is { } state)
        {
            resource.State = state.Text;
            Set(state.Style, style => resource.StateStyle = style);
        }

        Set(snapshot.IconName, icon => resource.IconName = icon);
        if (snapshot.IconVariant is { } variant)
        {
            resource.IconVariant = ToProtocol(variant);
        }

        return resource;
    }

    public static Timestamp? ToTimestamp(DateTime? time) => time switch
    {
        null => null,
        { Kind: DateTimeKind.Local } local => local.ToUniversalTime().ToTimestamp(),
        // Snapshots speak of UTC, whether the value says so or not.
        { } utc => DateTime.SpecifyKind(utc, DateTimeKind.Utc).ToTimestamp(),
    };

    private static DateTime StartOfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime;
    }

    private static Protocol.Url ToProtocol(UrlSnapshot snapshot)
    {
        var url = new Protocol.Url
        {
            FullUrl = snapshot.Url,
            IsInternal = snapshot.IsInternal,
            IsInactive = snapshot.IsInactive,
            DisplayProperties = new Protocol.UrlDisplayProperties
            {
                DisplayName = snapshot.DisplayProperties.DisplayName,
                SortOrder = snapshot.DisplayProperties.SortOrder,
            },
        };
        Set(snapshot.Name, name => url.EndpointName = name);
        return url;
    }

    private static Protocol.EnvironmentVariable ToProtocol(EnvironmentVariableSnapshot snapshot)
    {
        var variable = new Protocol.EnvironmentVariable { Name = snapshot.Name, IsFromSpec = snapshot.IsFromSpec };
        Set(snapshot.Value, value => variable.Value = value);
        return variable;
    }

    private static Protocol.Volume ToProtocol(VolumeSnapshot snapshot) => new()
    {
        // An anonymous volume has no source.
        Source = snapshot.Source ?? string.Empty,
        Target = snapshot.Target,
        MountType = snapshot.MountType,
        IsReadOnly = snapshot.IsReadOnly,
    };

    private static Protocol.HealthReport ToProtocol(HealthReportSnapshot snapshot)
    {
        var report = new Protocol.HealthReport
        {
            Key = snapshot.Name,
            Description = snapshot.Description ?? string.Empty,
            Exception = snapshot.ExceptionText ?? string.Empty,
            LastRunAt = ToTimestamp(snapshot.LastRunAt),
        };
        if (snapshot.Status is { } status)
        {
            report.Status = status switch
            {
                Health.Healthy => Protocol.HealthStatus.Healthy,
                Health.Degraded => Protocol.HealthStatus.Degraded,
                _ => Protocol.HealthStatus.Unhealthy,
            };
        }

        return report;
    }

    private static Protocol.ResourceCommand ToProtocol(ResourceCommandSnapshot snapshot)
    {
        var command = new Protocol.ResourceCommand
        {
            Name = snapshot.Name,
            DisplayName = snapshot.DisplayName,
            IsHighlighted = snapshot.IsHighlighted,
            State = snapshot.State switch
            {
                ResourceCommandState.Enabled => Protocol.ResourceCommandState.Enabled,
                ResourceCommandState.Disabled => Protocol.ResourceCommandState.Disabled,
                _ => Protocol.ResourceCommandState.Hidden,
            },
        };
        Set(snapshot.DisplayDescription, description => command.DisplayDescription = description);
        Set(snapshot.ConfirmationMessage, question => command.ConfirmationMessage = question);
        Set(snapshot.IconName, icon => command.IconName = icon);
        if (snapshot.IconVariant is { } variant)
        {
            command.IconVariant = ToProtocol(variant);
        }

        return command;
    }

    private static Protocol.ResourceRelationship ToProtocol(RelationshipSnapshot snapshot) =>
        new() { ResourceName = snapshot.ResourceName, Type = snapshot.Type };

    private static Protocol.IconVariant ToProtocol(IconVariant variant) =>
        variant is IconVariant.Filled ? Protocol.IconVariant.Filled : Protocol.IconVariant.Regular;

    private static IEnumerable<TTo> Each<TFrom, TTo>(ImmutableArray<TFrom> items, Func<TFrom, TTo> convert) =>
        items.IsDefaultOrEmpty ? [] : items.Select(convert);

    /// <summary>Protobuf's texts take no null, and tell absent from empty.</summary>
    private static void Set(string? text, Action<string> set)
    {
        if (text is not null)
        {
            set(text);
        }
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A state and the style it is shown in.</summary>
/// <param name="Text">One of <see cref="KnownResourceStates"/> or any other text.</param>
/// <param name="Style">One of <see cref="KnownResourceStateStyles"/>, or null for the state's own.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state in its own style.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, Style: null);
}

/// <summary>A property of a resource.</summary>
/// <param name="Name">One of <see cref="CustomResourceKnownProperties"/> or any other text.</param>
/// <param name="Value">A text, a number or a list of texts.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>The name shown to users.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether the dashboard masks it.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>Whether the dashboard shows it among the first.</summary>
    public bool IsHighlighted { get; init; }
}

/// <summary>An environment variable of a resource.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, if it is known.</param>
/// <param name="IsFromSpec">Whether the model sets it, and not the machine.</param>
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec);

/// <summary>A link of a resource.</summary>
/// <param name="Name">The endpoint's name, or null.</param>
/// <param name="Url">The address.</param>
/// <param name="IsInternal">Whether only the details show it.</param>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>How it is shown.</summary>
    public UrlDisplayPropertiesSnapshot DisplayProperties { get; init; } = new();

    /// <summary>Whether it does not answer yet, or no more.</summary>
    public bool IsInactive { get; init; }
}

/// <summary>How a link is shown.</summary>
/// <param name="DisplayName">The text in place of the address; empty for none.</param>
/// <param name="SortOrder">Higher numbers come first.</param>
public sealed record UrlDisplayPropertiesSnapshot(string DisplayName = "", int SortOrder = 0);

/// <summary>A mount of a container.</summary>
/// <param name="Source">A full path or the name of a volume.</param>
/// <param name="Target">A full path in the container.</param>
/// <param name="MountType"><c>bind</c> or <c>volume</c>.</param>
/// <param name="IsReadOnly">Whether the container may only read it.</param>
public sealed record VolumeSnapshot(string? Source, string Target, string MountType, bool IsReadOnly);

/// <summary>A relation to another resource.</summary>
/// <param name="ResourceName">The other resource.</param>
/// <param name="Type">The kind of relation.</param>
public sealed record RelationshipSnapshot(string ResourceName, string Type);

/// <summary>The latest report of a health check.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Status">Null while the first report is awaited.</param>
/// <param name="Description">What it found.</param>
/// <param name="ExceptionText">The exception, if there was one.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When it was made, in UTC.</summary>
    public DateTime? LastRunAt { get; init; }
}

/// <summary>The state of a command.</summary>
/// <param name="Name">Unique for the resource.</param>
/// <param name="State">Whether it can be executed.</param>
/// <param name="DisplayName">The text on the button.</param>
/// <param name="DisplayDescription">The text beside the button.</param>
/// <param name="Parameter">A value that goes with the command.</param>
/// <param name="ConfirmationMessage">The question to confirm first; null asks none.</param>
/// <param name="IconName">The name of a Fluent UI icon.</param>
/// <param name="IconVariant">Its variant.</param>
/// <param name="IsHighlighted">Whether the button is shown beside the resource.</param>
public sealed record ResourceCommandSnapshot(
    string Name,
    ResourceCommandState State,
    string DisplayName,
    string? DisplayDescription,
    [property: Obsolete("Commands take arguments in its place.")] object? Parameter,
    string? ConfirmationMessage,
    string? IconName,
    IconVariant? IconVariant,
    bool IsHighlighted);

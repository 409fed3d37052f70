namespace Aspire.Hosting.ApplicationModel;

/// <summary>A button of a resource in the dashboard.</summary>
public sealed class ResourceCommandAnnotation(
    string name,
    string displayName,
    Func<UpdateCommandStateContext, ResourceCommandState> updateState,
    Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
    string? displayDescription,
    object? parameter,
    string? confirmationMessage,
    string? iconName,
    IconVariant? iconVariant,
    bool isHighlighted) : IResourceAnnotation
{
    /// <summary>Unique for the resource.</summary>
    public string Name { get; } = name;

    /// <summary>The text on the button.</summary>
    public string DisplayName { get; } = displayName;

    /// <summary>Tells from the resource's state whether the command can be executed.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState> UpdateState { get; } = updateState;

    /// <summary>Executes the command.</summary>
    public Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand { get; } = executeCommand;

    /// <summary>The text beside the button.</summary>
    public string? DisplayDescription { get; } = displayDescription;

    /// <summary>A value that goes with the command.</summary>
    [Obsolete("Commands take arguments in its place.")]
    public object? Parameter { get; } = parameter;

    /// <summary>The question to confirm first; null asks none.</summary>
    public string? ConfirmationMessage { get; } = confirmationMessage;

    /// <summary>The name of a Fluent UI icon.</summary>
    public string? IconName { get; } = iconName;

    /// <summary>Its variant.</summary>
    public IconVariant? IconVariant { get; } = iconVariant;

    /// <summary>Whether the button is shown beside the resource, not in its menu only.</summary>
    public bool IsHighlighted { get; } = isHighlighted;
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command looks and when it can be executed.</summary>
public class CommandOptions
{
    /// <summary>The text beside the button.</summary>
    public string? Description { get; set; }

    /// <summary>The question to confirm first; null asks none.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>The name of a Fluent UI icon.</summary>
    public string? IconName { get; set; }

    /// <summary>Its variant.</summary>
    public IconVariant? IconVariant { get; set; }

    /// <summary>Whether the button is shown beside the resource, not in its menu only.</summary>
    public bool IsHighlighted { get; set; }

    /// <summary>Tells from the resource's state whether the command can be executed; null: always.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>How the application waits for its resources.</summary>
public sealed class ResourceNotificationServiceOptions
{
    /// <summary>What happens to who waits for a resource that fails, where nothing else is said. By default it fails too: a wait that cannot end tells nobody why.</summary>
    public WaitBehavior DefaultWaitBehavior { get; set; } = WaitBehavior.StopOnResourceUnavailable;
}

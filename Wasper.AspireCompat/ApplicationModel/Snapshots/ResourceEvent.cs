namespace Aspire.Hosting.ApplicationModel;

/// <summary>A change of a resource's state.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The resource's instance.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>Its new state.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

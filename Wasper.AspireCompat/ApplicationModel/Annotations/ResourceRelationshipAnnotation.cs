namespace Aspire.Hosting.ApplicationModel;

/// <summary>A relation to another resource, shown in the dashboard.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Any text; <see cref="KnownRelationshipTypes"/> has those with a meaning.</summary>
    public string Type { get; } = type;
}

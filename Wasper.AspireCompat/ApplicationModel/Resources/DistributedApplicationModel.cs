namespace Aspire.Hosting.ApplicationModel;

/// <summary>The whole application: its resources.</summary>
public class DistributedApplicationModel
{
    /// <summary>A model of these resources.</summary>
    public DistributedApplicationModel(IResourceCollection resources) => Resources = resources;

    /// <inheritdoc cref="DistributedApplicationModel(IResourceCollection)" />
    public DistributedApplicationModel(IEnumerable<IResource> resources)
    {
        Resources = new ResourceCollection();
        foreach (var resource in resources)
        {
            Resources.Add(resource);
        }
    }

    /// <summary>The resources, in the order in which they were added.</summary>
    public IResourceCollection Resources { get; }
}

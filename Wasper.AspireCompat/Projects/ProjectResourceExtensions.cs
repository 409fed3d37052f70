namespace Aspire.Hosting.ApplicationModel;

/// <summary>The projects of a model.</summary>
public static class ProjectResourceExtensions
{
    /// <summary>The projects of the model.</summary>
    public static IEnumerable<ProjectResource> GetProjectResources(this DistributedApplicationModel model) => model.Resources.OfType<ProjectResource>();

    /// <summary>Where the project is.</summary>
    public static IProjectMetadata GetProjectMetadata(this ProjectResource projectResource) => projectResource.Annotations.OfType<IProjectMetadata>().Single();
}

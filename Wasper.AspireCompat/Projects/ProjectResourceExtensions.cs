namespace Aspire.Hosting.ApplicationModel;

/// <summary>The projects of a model.</summary>
public static class ProjectResourceExtensions
{
    /// <summary>Where the project is.</summary>
    public static IProjectMetadata GetProjectMetadata(this ProjectResource projectResource) => projectResource.Annotations.OfType<IProjectMetadata>().Single();
}

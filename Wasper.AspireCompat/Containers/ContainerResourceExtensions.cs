using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Which resources are containers.</summary>
public static class ContainerResourceExtensions
{
    /// <summary>The containers of the model.</summary>
    public static IEnumerable<IResource> GetContainerResources(this DistributedApplicationModel model) => model.Resources.Where(IsContainer);

    /// <summary>Whether the resource runs as a container: it has an image.</summary>
    public static bool IsContainer(this IResource resource) => resource.HasAnnotationOfType<ContainerImageAnnotation>();
}

using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Which resources are containers.</summary>
public static class ContainerResourceExtensions
{
    /// <summary>Whether the resource runs as a container: it has an image.</summary>
    public static bool IsContainer(this IResource resource) => resource.HasAnnotationOfType<ContainerImageAnnotation>();
}

using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What resources say about themselves.</summary>
public static class ResourceExtensions
{
    /// <summary>The annotation of the type that was added last, which is the one that counts.</summary>
    public static bool TryGetLastAnnotation<T>(this IResource resource, [NotNullWhen(true)] out T? annotation)
        where T : IResourceAnnotation
    {
        annotation = resource.Annotations.OfType<T>().LastOrDefault();
        return annotation is not null;
    }

    /// <summary>Whether there is an annotation of the type.</summary>
    public static bool HasAnnotationOfType<T>(this IResource resource)
        where T : IResourceAnnotation => resource.Annotations.OfType<T>().Any();

    /// <summary>The full name of a container's image: <c>registry/image:tag</c> or <c>registry/image@sha256:digest</c>.</summary>
    public static bool TryGetContainerImageName(this IResource resource, [NotNullWhen(true)] out string? imageName)
    {
        if (!resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image))
        {
            imageName = null;
            return false;
        }

        var registry = string.IsNullOrEmpty(image.Registry) ? string.Empty : $"{image.Registry}/";
        var version = image.SHA256 is { Length: > 0 } digest ? $"@sha256:{digest}" : $":{image.Tag}";
        imageName = $"{registry}{image.Image}{(version == ":" ? string.Empty : version)}";
        return true;
    }

    /// <summary>All endpoints of the resource.</summary>
    public static IEnumerable<EndpointReference> GetEndpoints(this IResourceWithEndpoints resource) =>
        resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => new EndpointReference(resource, endpoint));

    /// <summary>An endpoint of the resource; it may be added later.</summary>
    public static EndpointReference GetEndpoint(this IResourceWithEndpoints resource, string endpointName) => new(resource, endpointName);

    /// <summary>An endpoint of the resource, seen from a network.</summary>
    public static EndpointReference GetEndpoint(this IResourceWithEndpoints resource, string endpointName, NetworkIdentifier contextNetworkId) =>
        new(resource, endpointName, contextNetworkId);
}

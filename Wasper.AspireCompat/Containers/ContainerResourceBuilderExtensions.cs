using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds containers and says how they run.</summary>
public static class ContainerResourceBuilderExtensions
{
    private const string DefaultTag = "latest";

    /// <summary>Adds a container.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="image">The image, with or without registry, tag or digest.</param>
    public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, string name, string image) =>
        builder.AddResource(new ContainerResource(name)).WithImage(image);

    /// <summary>Adds a container.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="image">The image, with or without registry.</param>
    /// <param name="tag">Its tag.</param>
    public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, string name, string image, string tag) =>
        builder.AddResource(new ContainerResource(name)).WithImage(image, tag);

    /// <summary>Runs this image; the registry stays.</summary>
    /// <param name="builder">The container.</param>
    /// <param name="image">The image, with or without tag or digest.</param>
    /// <param name="tag">Its tag; null stands for the image's own or <c>latest</c>.</param>
    public static IResourceBuilder<T> WithImage<T>(this IResourceBuilder<T> builder, string image, string? tag = null)
        where T : ContainerResource
    {
        var (name, ownTag, digest) = Split(image);
        if (tag is not null && (ownTag is not null || digest is not null))
        {
            throw new DistributedApplicationException($"The image '{image}' of '{builder.Resource.Name}' cannot have the tag '{tag}' besides; leave out one of the two.");
        }

        if (!builder.Resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var annotation))
        {
            annotation = new ContainerImageAnnotation { Image = name };
            builder.WithAnnotation(annotation);
        }

        annotation.Image = name;
        if (digest is not null)
        {
            annotation.SHA256 = digest;
        }
        else
        {
            annotation.Tag = tag ?? ownTag ?? DefaultTag;
        }

        return builder;
    }

    /// <summary>The tag of the image.</summary>
    public static IResourceBuilder<T> WithImageTag<T>(this IResourceBuilder<T> builder, string tag)
        where T : ContainerResource
    {
        ImageOf(builder).Tag = tag;
        return builder;
    }

    /// <summary>The registry of the image; null leaves the choice to the container runtime.</summary>
    public static IResourceBuilder<T> WithImageRegistry<T>(this IResourceBuilder<T> builder, string? registry)
        where T : ContainerResource
    {
        ImageOf(builder).Registry = registry;
        return builder;
    }

    /// <summary>The digest of the image, 64 hexadecimal digits, in place of a tag.</summary>
    public static IResourceBuilder<T> WithImageSHA256<T>(this IResourceBuilder<T> builder, string sha256)
        where T : ContainerResource
    {
        ImageOf(builder).SHA256 = sha256;
        return builder;
    }

    /// <summary>When the container runtime fetches the image.</summary>
    public static IResourceBuilder<T> WithImagePullPolicy<T>(this IResourceBuilder<T> builder, ImagePullPolicy pullPolicy)
        where T : ContainerResource =>
        builder.WithAnnotation(new ContainerImagePullPolicyAnnotation { ImagePullPolicy = pullPolicy }, ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Runs this command in place of the image's own.</summary>
    public static IResourceBuilder<T> WithEntrypoint<T>(this IResourceBuilder<T> builder, string entrypoint)
        where T : ContainerResource
    {
        builder.Resource.Entrypoint = entrypoint;
        return builder;
    }

    /// <summary>Mounts a volume of the container runtime, which keeps its data when the container is gone.</summary>
    /// <param name="builder">The container.</param>
    /// <param name="name">The volume's name; null mounts one without a name, which is new in every container.</param>
    /// <param name="target">A full path in the container.</param>
    /// <param name="isReadOnly">Whether the container may only read it.</param>
    public static IResourceBuilder<T> WithVolume<T>(this IResourceBuilder<T> builder, string? name, string target, bool isReadOnly = false)
        where T : ContainerResource => builder.WithAnnotation(new ContainerMountAnnotation(name, target, ContainerMountType.Volume, isReadOnly));

    /// <summary>Mounts a folder or file of this machine.</summary>
    /// <param name="builder">The container.</param>
    /// <param name="source">A path; a relative one starts at the AppHost's folder.</param>
    /// <param name="target">A full path in the container.</param>
    /// <param name="isReadOnly">Whether the container may only read it.</param>
    public static IResourceBuilder<T> WithBindMount<T>(this IResourceBuilder<T> builder, string source, string target, bool isReadOnly = false)
        where T : ContainerResource
    {
        var path = Path.GetFullPath(source, builder.ApplicationBuilder.AppHostDirectory);
        return builder.WithAnnotation(new ContainerMountAnnotation(path, target, ContainerMountType.BindMount, isReadOnly));
    }

    /// <summary>Whether the container ends with the application or stays.</summary>
    public static IResourceBuilder<T> WithLifetime<T>(this IResourceBuilder<T> builder, ContainerLifetime lifetime)
        where T : ContainerResource => builder.WithAnnotation(new ContainerLifetimeAnnotation { Lifetime = lifetime }, ResourceAnnotationMutationBehavior.Replace);

    /// <summary>The container's name in its runtime; without one it gets a name of its own on every start.</summary>
    public static IResourceBuilder<T> WithContainerName<T>(this IResourceBuilder<T> builder, string name)
        where T : ContainerResource => builder.WithAnnotation(new ContainerNameAnnotation { Name = name }, ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Adds arguments of the container runtime itself, such as <c>--memory 1g</c>.</summary>
    public static IResourceBuilder<T> WithContainerRuntimeArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : ContainerResource => builder.WithAnnotation(new ContainerRuntimeArgsCallbackAnnotation(all =>
        {
            foreach (var argument in args)
            {
                all.Add(argument);
            }
        }));

    private static ContainerImageAnnotation ImageOf<T>(IResourceBuilder<T> builder)
        where T : ContainerResource => builder.Resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image)
        ? image
        : throw new DistributedApplicationException($"The container '{builder.Resource.Name}' has no image yet; call WithImage first.");

    /// <summary>Splits <c>name:tag</c> or <c>name[:tag]@sha256:digest</c>; a colon before the last slash is one of the registry's port.</summary>
    private static (string Name, string? Tag, string? Digest) Split(string image)
    {
        const string DigestMark = "@sha256:";
        ArgumentException.ThrowIfNullOrEmpty(image);
        var at = image.IndexOf(DigestMark, StringComparison.Ordinal);
        var digest = at < 0 ? null : image[(at + DigestMark.Length)..];
        var rest = at < 0 ? image : image[..at];
        var colon = rest.LastIndexOf(':');
        return colon > rest.LastIndexOf('/') ? (rest[..colon], rest[(colon + 1)..], digest) : (rest, null, digest);
    }
}

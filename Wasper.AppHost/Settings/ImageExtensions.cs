namespace Wasper.AppHost.Settings;

internal static class ImageExtensions
{
    /// <summary>Takes the image in place of the one that the resource comes with.</summary>
    public static IResourceBuilder<T> WithImage<T>(this IResourceBuilder<T> builder, ImageReference image) where T : ContainerResource
    {
        if (image.Registry is { } registry)
        {
            builder.WithImageRegistry(registry);
        }

        return image.Sha256 is { } digest
            ? builder.WithImage(image.Name).WithImageSHA256(digest)
            : builder.WithImage(image.Name, image.Tag);
    }
}

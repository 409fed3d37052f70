using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds to resources of every kind; a file for each theme.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>The resource serves without a certificate of the application's. Here it always does: no resource gets one by itself.</summary>
    [Experimental("ASPIRECERTIFICATES001")]
    public static IResourceBuilder<TResource> WithoutHttpsCertificate<TResource>(this IResourceBuilder<TResource> builder)
        where TResource : IResourceWithEnvironment, IResourceWithArgs => builder;

    /// <summary>The resource starts only when it is asked to, not with the application.</summary>
    public static IResourceBuilder<T> WithExplicitStart<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder.WithAnnotation<ExplicitStartupAnnotation>();

    /// <summary>The icon of the resource in the dashboard: the name of a Fluent UI icon.</summary>
    public static IResourceBuilder<T> WithIconName<T>(this IResourceBuilder<T> builder, string iconName, IconVariant iconVariant = IconVariant.Filled)
        where T : IResource
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(iconName);
        return builder.WithAnnotation(new ResourceIconAnnotation(iconName, iconVariant), ResourceAnnotationMutationBehavior.Replace);
    }
}

using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>The resource starts once the other one, and what that belongs to, is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => Wait(builder, dependency.Resource, WaitType.WaitUntilHealthy, behavior: null);

    /// <summary>The resource starts once the other one, and what that belongs to, is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport => Wait(builder, dependency.Resource, WaitType.WaitUntilHealthy, waitBehavior);

    /// <summary>The resource starts once the other one, and what that belongs to, runs.</summary>
    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => Wait(builder, dependency.Resource, WaitType.WaitUntilStarted, behavior: null);

    /// <summary>The resource starts once the other one has ended with this exit code.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport
    {
        RefuseOwn(builder.Resource, dependency.Resource);
        return Add(builder, new WaitAnnotation(dependency.Resource, WaitType.WaitForCompletion, exitCode));
    }

    private static IResourceBuilder<T> Wait<T>(IResourceBuilder<T> builder, IResource dependency, WaitType type, WaitBehavior? behavior)
        where T : IResource
    {
        RefuseOwn(builder.Resource, dependency);

        // A database can only be as ready as its server; who waits for both sees which of them is late.
        for (var parent = (dependency as IResourceWithParent)?.Parent; parent is not null; parent = (parent as IResourceWithParent)?.Parent)
        {
            builder.WithAnnotation(new WaitAnnotation(parent, type) { WaitBehavior = behavior });
        }

        return Add(builder, new WaitAnnotation(dependency, type) { WaitBehavior = behavior });
    }

    private static IResourceBuilder<T> Add<T>(IResourceBuilder<T> builder, WaitAnnotation wait)
        where T : IResource => builder.WithRelationship(wait.Resource, KnownRelationshipTypes.WaitFor).WithAnnotation(wait);

    private static void RefuseOwn(IResource resource, IResource dependency)
    {
        if (resource == dependency)
        {
            throw new DistributedApplicationException($"The resource '{resource.Name}' cannot wait for itself; remove that wait.");
        }

        for (var parent = (resource as IResourceWithParent)?.Parent; parent is not null; parent = (parent as IResourceWithParent)?.Parent)
        {
            if (parent == dependency)
            {
                throw new DistributedApplicationException($"The resource '{resource.Name}' cannot wait for '{dependency.Name}', which it belongs to; remove that wait.");
            }
        }
    }
}

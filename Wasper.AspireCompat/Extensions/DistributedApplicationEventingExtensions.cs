using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Subscribes to the events of a resource.</summary>
public static class DistributedApplicationEventingExtensions
{
    /// <summary>Calls back when the resource has appeared.</summary>
    public static IResourceBuilder<T> OnInitializeResource<T>(this IResourceBuilder<T> builder, Func<T, InitializeResourceEvent, CancellationToken, Task> callback)
        where T : IResource => builder.Subscribe(callback);

    /// <summary>Calls back when everything in the resource's connection string is known.</summary>
    public static IResourceBuilder<T> OnConnectionStringAvailable<T>(
        this IResourceBuilder<T> builder,
        Func<T, ConnectionStringAvailableEvent, CancellationToken, Task> callback)
        where T : IResourceWithConnectionString => builder.Subscribe(callback);

    /// <summary>Calls back when the resource is about to start; it starts afterwards.</summary>
    public static IResourceBuilder<T> OnBeforeResourceStarted<T>(this IResourceBuilder<T> builder, Func<T, BeforeResourceStartedEvent, CancellationToken, Task> callback)
        where T : IResource => builder.Subscribe(callback);

    /// <summary>Calls back when the resource is healthy for the first time since its start; those who wait for it wait for this, too.</summary>
    public static IResourceBuilder<T> OnResourceReady<T>(this IResourceBuilder<T> builder, Func<T, ResourceReadyEvent, CancellationToken, Task> callback)
        where T : IResource => builder.Subscribe(callback);

    /// <summary>Calls back when the resource has ended.</summary>
    public static IResourceBuilder<T> OnResourceStopped<T>(this IResourceBuilder<T> builder, Func<T, ResourceStoppedEvent, CancellationToken, Task> callback)
        where T : IResource => builder.Subscribe(callback);

    private static IResourceBuilder<T> Subscribe<T, TEvent>(this IResourceBuilder<T> builder, Func<T, TEvent, CancellationToken, Task> callback)
        where T : IResource
        where TEvent : Eventing.IDistributedApplicationResourceEvent
    {
        builder.ApplicationBuilder.Eventing.Subscribe<TEvent>(
            builder.Resource,
            (@event, cancellationToken) => callback(builder.Resource, @event, cancellationToken));
        return builder;
    }
}

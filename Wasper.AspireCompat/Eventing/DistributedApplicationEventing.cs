using System.Collections.Concurrent;
using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <inheritdoc cref="IDistributedApplicationEventing" />
public class DistributedApplicationEventing : IDistributedApplicationEventing
{
    // Immutable lists, so that a subscriber can subscribe or unsubscribe while an event is on its way.
    private readonly ConcurrentDictionary<Type, ImmutableList<DistributedApplicationEventSubscription>> _subscriptions = new();

    /// <inheritdoc />
    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent => PublishAsync(@event, EventDispatchBehavior.BlockingSequential, cancellationToken);

    /// <inheritdoc />
    /// <remarks>A subscriber's exception reaches the publisher; with a behaviour that does not wait, it is lost.</remarks>
    public Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent
    {
        ArgumentNullException.ThrowIfNull(@event);
        var subscriptions = _subscriptions.TryGetValue(typeof(T), out var all) ? all.FindAll(item => Concerns(item, @event)) : [];
        switch (dispatchBehavior)
        {
            case EventDispatchBehavior.BlockingSequential:
                return InTurnAsync();
            case EventDispatchBehavior.BlockingConcurrent:
                return AtOnceAsync();
            case EventDispatchBehavior.NonBlockingSequential:
                _ = Task.Run(InTurnAsync, CancellationToken.None);
                return Task.CompletedTask;
            default:
                _ = Task.Run(AtOnceAsync, CancellationToken.None);
                return Task.CompletedTask;
        }

        async Task InTurnAsync()
        {
            foreach (var subscription in subscriptions)
            {
                await subscription.Callback(@event, cancellationToken);
            }
        }

        async Task AtOnceAsync() => await Task.WhenAll(subscriptions.Select(subscription => subscription.Callback(@event, cancellationToken)));
    }

    /// <inheritdoc />
    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent =>
        Add<T>(new DistributedApplicationEventSubscription((@event, cancellationToken) => callback((T)@event, cancellationToken)));

    /// <inheritdoc />
    public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent =>
        Add<T>(new DistributedApplicationResourceEventSubscription(resource, (@event, cancellationToken) => callback((T)@event, cancellationToken)));

    /// <inheritdoc />
    public void Unsubscribe(DistributedApplicationEventSubscription subscription)
    {
        foreach (var type in _subscriptions.Keys)
        {
            _subscriptions.AddOrUpdate(type, _ => [], (_, all) => all.Remove(subscription));
        }
    }

    private static bool Concerns(DistributedApplicationEventSubscription subscription, IDistributedApplicationEvent @event) =>
        subscription is not DistributedApplicationResourceEventSubscription ofResource
        || (@event is IDistributedApplicationResourceEvent resourceEvent && ReferenceEquals(resourceEvent.Resource, ofResource.Resource));

    private DistributedApplicationEventSubscription Add<T>(DistributedApplicationEventSubscription subscription)
    {
        _subscriptions.AddOrUpdate(typeof(T), _ => [subscription], (_, all) => all.Add(subscription));
        return subscription;
    }
}

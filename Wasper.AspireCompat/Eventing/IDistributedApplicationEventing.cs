using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <summary>Publishes events to those who subscribed to their type.</summary>
public interface IDistributedApplicationEventing
{
    /// <summary>Calls the subscribers of <typeparamref name="T"/> one after the other, in the order of their subscription, and waits for them.</summary>
    Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;

    /// <summary>Calls the subscribers of <typeparamref name="T"/>.</summary>
    Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;

    /// <summary>Calls back for every event of the type.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent;

    /// <summary>Calls back for every event of the type about this resource.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent;

    /// <summary>Ends a subscription.</summary>
    void Unsubscribe(DistributedApplicationEventSubscription subscription);
}

/// <summary>How the subscribers of an event are called.</summary>
public enum EventDispatchBehavior
{
    /// <summary>One after the other, and the publisher waits.</summary>
    BlockingSequential,

    /// <summary>All at once, and the publisher waits.</summary>
    BlockingConcurrent,

    /// <summary>One after the other, and the publisher goes on.</summary>
    NonBlockingSequential,

    /// <summary>All at once, and the publisher goes on.</summary>
    NonBlockingConcurrent,
}

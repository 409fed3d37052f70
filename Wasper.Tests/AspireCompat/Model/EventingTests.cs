using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class EventingTests
{
    private readonly DistributedApplicationEventing _eventing = new();
    private readonly List<string> _calls = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_SeveralSubscribers_AreCalledInTheirOrder()
    {
        Subscribe("first");
        Subscribe("second");

        await _eventing.PublishAsync(new Something(), Token);

        Assert.Equal(["first", "second"], _calls);
    }

    [Fact]
    public async Task Publish_OtherResource_IsNotCalled()
    {
        var (mine, other) = (new Named("mine"), new Named("other"));
        _eventing.Subscribe<SomethingOf>(mine, (@event, _) => Call(@event.Resource.Name));

        await _eventing.PublishAsync(new SomethingOf(other), Token);
        await _eventing.PublishAsync(new SomethingOf(mine), Token);

        Assert.Equal(["mine"], _calls);
    }

    [Fact]
    public async Task Publish_AfterUnsubscribe_IsNotCalled()
    {
        var subscription = Subscribe("first");
        _eventing.Unsubscribe(subscription);

        await _eventing.PublishAsync(new Something(), Token);

        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Publish_SubscribesMeanwhile_CountsFromTheNextEvent()
    {
        _eventing.Subscribe<Something>((_, _) =>
        {
            Subscribe("later");
            return Task.CompletedTask;
        });

        await _eventing.PublishAsync(new Something(), Token);

        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Publish_SubscriberFails_ThePublisherHearsOfIt()
    {
        _eventing.Subscribe<Something>((_, _) => throw new InvalidOperationException("no"));
        Subscribe("second");

        await Assert.ThrowsAsync<InvalidOperationException>(() => _eventing.PublishAsync(new Something(), Token));

        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Publish_NonBlocking_DoesNotWait()
    {
        var release = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        _eventing.Subscribe<Something>(async (_, _) =>
        {
            await release.Task;
            done.SetResult();
        });

        await _eventing.PublishAsync(new Something(), EventDispatchBehavior.NonBlockingSequential, Token);
        Assert.False(done.Task.IsCompleted);

        release.SetResult();
        await done.Task.WaitAsync(Token);
    }

    private DistributedApplicationEventSubscription Subscribe(string name) => _eventing.Subscribe<Something>((_, _) => Call(name));

    private Task Call(string name)
    {
        _calls.Add(name);
        return Task.CompletedTask;
    }

    private sealed class Something : IDistributedApplicationEvent;

    private sealed class SomethingOf(IResource resource) : IDistributedApplicationResourceEvent
    {
        public IResource Resource => resource;
    }

    private sealed class Named(string name) : Resource(name);
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Wasper.Tests.AspireCompat.Notifications;

public sealed class ResourceNotificationServiceTests : IAsyncDisposable
{
    private readonly DistributedApplication _app;
    private readonly Thing _thing = new("thing");

    public ResourceNotificationServiceTests()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        builder.AddResource(_thing);
        _app = builder.Build();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ResourceNotificationService States => _app.ResourceNotifications;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task WatchAsync_Late_GetsThePresentStateFirst()
    {
        await SetAsync("A");
        await SetAsync("B");
        await using var watch = States.WatchAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("B", watch.Current.Snapshot.State!.Text);

        await SetAsync("C");

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("C", watch.Current.Snapshot.State!.Text);
    }

    [Fact]
    public async Task PublishUpdateAsync_ManyAtOnce_LosesNone()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(
            () => States.PublishUpdateAsync(_thing, snapshot => snapshot with { ExitCode = (snapshot.ExitCode ?? 0) + 1 }), Token)));

        Assert.True(States.TryGetCurrentState("thing", out var current));
        Assert.Equal(100, current.Snapshot.ExitCode);
    }

    [Fact]
    public async Task WaitForResourceAsync_OneOfSeveralStates_TellsWhich()
    {
        var waiting = States.WaitForResourceAsync("THING", ["B", "C"], Token);
        await SetAsync("A");
        Assert.False(waiting.IsCompleted);

        await SetAsync("C");

        Assert.Equal("C", await waiting);
    }

    [Fact]
    public async Task WaitForResourceHealthyAsync_ItFails_ThrowsUnlessToldToWaitOn()
    {
        var strict = States.WaitForResourceHealthyAsync("thing", Token);
        var patient = States.WaitForResourceHealthyAsync("thing", WaitBehavior.WaitOnResourceUnavailable, Token);

        await SetAsync(KnownResourceStates.FailedToStart);
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => strict);
        Assert.Equal("'thing', which is waited for, could not be started; its log tells why.", exception.Message);

        Assert.False(patient.IsCompleted);
        await States.PublishUpdateAsync(_thing, snapshot => snapshot with { State = KnownResourceStates.Running, ResourceReadyEvent = new EventSnapshot(Task.CompletedTask) });
        Assert.Equal(KnownResourceStates.Running, (await patient).Snapshot.State!.Text);
    }

    [Fact]
    public async Task Commands_OfTheModel_FollowTheState()
    {
        _thing.Annotations.Add(new ResourceCommandAnnotation(
            "wake",
            "Wake",
            context => context.ResourceSnapshot.State?.Text == "Asleep" ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
            _ => Task.FromResult(CommandResults.Success()),
            displayDescription: null,
            parameter: null,
            confirmationMessage: null,
            iconName: null,
            iconVariant: null,
            isHighlighted: false));

        await SetAsync("Asleep");
        var asleep = Current.Commands.Single().State;
        await SetAsync("Awake");

        Assert.Equal((ResourceCommandState.Enabled, ResourceCommandState.Hidden), (asleep, Current.Commands.Single().State));
    }

    [Fact]
    public async Task WaitForResourceAsync_ApplicationDisposed_IsCancelled()
    {
        var waiting = States.WaitForResourceAsync("thing", "Never", Token);

        States.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private CustomResourceSnapshot Current => States.TryGetCurrentState("thing", out var current) ? current.Snapshot : throw new InvalidOperationException("It has no state.");

    private Task SetAsync(string state) => States.PublishUpdateAsync(_thing, snapshot => snapshot with { State = state });

    private sealed class Thing(string name) : Resource(name);
}

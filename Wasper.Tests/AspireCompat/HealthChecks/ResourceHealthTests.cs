using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Wasper.Tests.AspireCompat.Orchestration;

namespace Wasper.Tests.AspireCompat.HealthChecks;

public sealed class ResourceHealthTests
{
    [Fact]
    public async Task Health_TurnsBadAndGoodAgain_IsReadyOnce()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.Zero };
        await using var test = new TestApplication();
        test.Builder.Services.AddSingleton<TimeProvider>(time);
        var script = test.AddScript("script", TestApplication.Endless);
        test.AddHealthCheck(script);
        var ready = 0;
        test.Builder.Eventing.Subscribe<ResourceReadyEvent>(script.Resource, (_, _) =>
        {
            ready++;
            return Task.CompletedTask;
        });
        await test.StartAsync();

        await PassUntilAsync(HealthStatus.Unhealthy, TimeSpan.FromSeconds(1));
        test.SetHealth("script", HealthCheckResult.Healthy());
        await PassUntilAsync(HealthStatus.Healthy, TimeSpan.FromSeconds(1));
        test.SetHealth("script", HealthCheckResult.Degraded("slow"));
        await PassUntilAsync(HealthStatus.Degraded, TimeSpan.FromSeconds(30));
        test.SetHealth("script", HealthCheckResult.Healthy());
        await PassUntilAsync(HealthStatus.Healthy, TimeSpan.FromSeconds(1));

        Assert.Equal(1, ready);

        // The clock moves by one pause between checks at a time, so that a longer pause than is allowed would be noticed.
        Task PassUntilAsync(HealthStatus status, TimeSpan pause)
        {
            var passes = 0;
            return Dcp.DcpTestRun.WaitAsync(
                () =>
                {
                    if (passes++ % 10 == 9)
                    {
                        time.Advance(pause);
                    }

                    return Task.FromResult(test.States.TryGetCurrentState(ResourceId.Of(script.Resource), out var current) ? current.Snapshot.HealthStatus : null);
                },
                seen => seen == status);
        }
    }

    [Fact]
    public async Task Health_CheckThatThrows_IsUnhealthyWithItsMessage()
    {
        await using var test = new TestApplication();
        test.Builder.Services.AddHealthChecks().AddCheck("broken", () => throw new InvalidOperationException("Cannot look."));
        test.AddScript("script", TestApplication.Endless).WithHealthCheck("broken").WithAnnotation(new HealthCheckAnnotation("nowhere"));
        await test.StartAsync();

        var snapshot = await test.WaitAsync("script", state => state.HealthReports is [{ Status: not null }, { Status: not null }]);

        Assert.Equal(["Cannot look.", "No health check 'nowhere' is registered; add it with builder.Services.AddHealthChecks()."], snapshot.HealthReports.Select(report => report.Description));
        Assert.Equal(HealthStatus.Unhealthy, snapshot.HealthStatus);
        Assert.Null(snapshot.ResourceReadyEvent);
    }

    [Fact]
    public async Task WaitForResourceHealthyAsync_SubscriberOfReadyFails_FailsWithItsReason()
    {
        await using var test = new TestApplication();
        var script = test.AddScript("script", TestApplication.Endless);
        test.Builder.Eventing.Subscribe<ResourceReadyEvent>(script.Resource, (_, _) => throw new InvalidOperationException("No database."));
        await test.StartAsync();

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => test.States.WaitForResourceHealthyAsync("script", TestApplication.Token));

        Assert.Equal("'script' runs, but what is done once it is ready failed: No database.", exception.Message);
    }

    [Fact]
    public async Task Child_OfARunningResource_LivesWithItAndHasItsOwnHealth()
    {
        await using var test = new TestApplication();
        var server = test.AddScript("server", TestApplication.Endless);
        var database = test.Builder.AddResource(new Database("database", server.Resource));
        test.AddHealthCheck(database);
        var client = test.AddScript("client", TestApplication.Endless).WaitFor(database);
        await test.StartAsync();
        await test.States.WaitForResourceHealthyAsync("server", TestApplication.Token);
        await test.WaitAsync("database", state => state is { State.Text: "Running", HealthStatus: HealthStatus.Unhealthy });
        Assert.Equal(KnownResourceStates.Waiting, test.StateOf(client.Resource));

        test.SetHealth("database", HealthCheckResult.Healthy());
        await test.WaitAsync("client", KnownResourceStates.Running);
        await test.App.ResourceCommands.ExecuteCommandAsync("server", KnownResourceCommands.StopCommand, TestApplication.Token);
        var ended = await test.WaitAsync("database", KnownResourceStates.Finished);

        Assert.Null(ended.HealthStatus);
        Assert.Contains(ended.Relationships, relation => relation is { ResourceName: "server", Type: "Parent" });
    }

    private sealed class Database(string name, ExecutableResource parent) : Resource(name), IResourceWithParent<ExecutableResource>
    {
        public ExecutableResource Parent => parent;
    }
}

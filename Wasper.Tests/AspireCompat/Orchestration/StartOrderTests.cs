using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Wasper.Tests.AspireCompat.Orchestration;

public sealed class StartOrderTests
{
    [Fact]
    public async Task WaitUntilHealthy_DependencyBecomesHealthy_StartsAfterItIsReady()
    {
        await using var test = new TestApplication();
        var first = test.AddScript("first", TestApplication.Endless);
        test.AddHealthCheck(first);
        var second = test.AddScript("second", TestApplication.Endless);
        second.WithAnnotation(new WaitAnnotation(first.Resource, WaitType.WaitUntilHealthy));
        var order = new List<string>();
        test.Builder.Eventing.Subscribe<ResourceReadyEvent>(first.Resource, (_, _) =>
        {
            order.Add("first is ready");
            return Task.CompletedTask;
        });
        test.Builder.Eventing.Subscribe<BeforeResourceStartedEvent>(second.Resource, (_, _) =>
        {
            order.Add("second starts");
            return Task.CompletedTask;
        });

        await test.StartAsync();
        await test.WaitAsync("first", snapshot => snapshot.HealthReports is [{ Status: HealthStatus.Unhealthy, Description: "not yet" }]);
        Assert.Equal(KnownResourceStates.Waiting, (await test.WaitAsync("second", KnownResourceStates.Waiting)).State!.Text);
        test.SetHealth("first", HealthCheckResult.Healthy());
        await test.WaitAsync("second", KnownResourceStates.Running);

        Assert.Equal(["first is ready", "second starts"], order);
        Assert.Equal("Waiting until 'first' is healthy", await test.WaitForLineAsync(second.Resource, "Waiting"));
    }

    [Fact]
    public async Task WaitUntilHealthy_DependencyEnds_FailsWithASentence()
    {
        await using var test = new TestApplication();
        var first = test.AddScript("first", "exit 3");
        test.AddHealthCheck(first);
        var second = test.AddScript("second", TestApplication.Endless);
        second.WithAnnotation(new WaitAnnotation(first.Resource, WaitType.WaitUntilHealthy));

        await test.StartAsync();
        await test.WaitAsync("second", KnownResourceStates.FailedToStart);

        Assert.Equal(
            "'second' could not be started: 'first', which is waited for, ended with exit code 3; its log tells why.",
            await test.WaitForLineAsync(second.Resource, "could not be started"));
    }

    [Fact]
    public async Task WaitForCompletion_DependencyCompletes_StartsThen()
    {
        await using var test = new TestApplication();
        var migration = test.AddScript("migration", "exit 0");
        var server = test.AddScript("server", TestApplication.Endless);
        server.WithAnnotation(new WaitAnnotation(migration.Resource, WaitType.WaitForCompletion));

        await test.StartAsync();
        await test.WaitAsync("server", KnownResourceStates.Running);

        Assert.Equal(KnownResourceStates.Finished, test.StateOf(migration.Resource));
    }

    [Fact]
    public async Task WaitForCompletion_OtherExitCode_FailsWithASentence()
    {
        await using var test = new TestApplication();
        var migration = test.AddScript("migration", "exit 5");
        var server = test.AddScript("server", TestApplication.Endless);
        server.WithAnnotation(new WaitAnnotation(migration.Resource, WaitType.WaitForCompletion));

        await test.StartAsync();
        await test.WaitAsync("server", KnownResourceStates.FailedToStart);

        Assert.EndsWith("'migration', whose completion is waited for, ended with exit code 5 in place of 0; its log tells why.", await test.WaitForLineAsync(server.Resource, "could not"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CallbackFails_OnlyThatResourceFails()
    {
        await using var test = new TestApplication();
        var broken = test.AddScript("broken", TestApplication.Endless);
        broken.WithAnnotation(new EnvironmentCallbackAnnotation((EnvironmentCallbackContext _) => throw new InvalidOperationException("No such thing.")));
        test.AddScript("sound", TestApplication.Endless);

        await test.StartAsync();
        await test.WaitAsync("sound", KnownResourceStates.Running);
        var failed = await test.WaitAsync("broken", KnownResourceStates.FailedToStart);

        Assert.Equal(KnownResourceStateStyles.Error, failed.State!.Style);
        Assert.Equal("'broken' could not be started: No such thing.", await test.WaitForLineAsync(broken.Resource, "could not"));
    }

    [Fact]
    public async Task Start_SubscriberRefuses_OnlyThatResourceFails()
    {
        await using var test = new TestApplication();
        var refused = test.AddScript("refused", TestApplication.Endless);
        test.AddScript("sound", TestApplication.Endless);
        test.Builder.Eventing.Subscribe<BeforeResourceStartedEvent>(refused.Resource, (_, _) => throw new InvalidOperationException("Not today."));

        await test.StartAsync();

        await test.WaitAsync("sound", KnownResourceStates.Running);
        await test.WaitAsync("refused", KnownResourceStates.FailedToStart);
    }

    [Fact]
    public async Task Start_NoSuchProgram_FailsWithASentence()
    {
        await using var test = new TestApplication();
        var missing = test.Builder.AddResource(new ExecutableResource("missing", "/nowhere/program", Path.GetTempPath()));

        await test.StartAsync();
        await test.WaitAsync("missing", KnownResourceStates.FailedToStart);

        Assert.Equal("'missing' could not be started: there is no file '/nowhere/program'.", await test.WaitForLineAsync(missing.Resource, "could not"));
    }

    [Fact]
    public async Task Events_OfAStart_ComeInAspiresOrder()
    {
        await using var test = new TestApplication();
        var script = test.AddScript("script", TestApplication.Endless);
        var order = new List<string>();
        test.Builder.Eventing.Subscribe<BeforeStartEvent>((_, _) => Add("before start"));
        test.Builder.Eventing.Subscribe<ResourceEndpointsAllocatedEvent>(script.Resource, (_, _) => Add("addresses"));
        test.Builder.Eventing.Subscribe<BeforeResourceStartedEvent>(script.Resource, (_, _) => Add("before resource"));
        test.Builder.Eventing.Subscribe<ResourceReadyEvent>(script.Resource, (_, _) => Add("ready"));
        test.Builder.Eventing.Subscribe<ResourceStoppedEvent>(script.Resource, (_, _) => Add("stopped"));

        await test.StartAsync();
        await test.States.WaitForResourceHealthyAsync("script", TestApplication.Token);
        await test.App.ResourceCommands.ExecuteCommandAsync("script", KnownResourceCommands.StopCommand, TestApplication.Token);
        await Dcp.DcpTestRun.WaitAsync(() => Task.FromResult(order.ToList()), seen => seen.Contains("stopped"));

        Assert.Equal(["before start", "addresses", "before resource", "ready", "stopped"], order);

        Task Add(string name)
        {
            order.Add(name);
            return Task.CompletedTask;
        }
    }
}

using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Orchestration;

public sealed class LifecycleCommandTests
{
    [Fact]
    public async Task Stop_Running_EndsItAndOffersAStart()
    {
        await using var test = new TestApplication();
        var script = test.AddScript("script", "trap 'exit 4' TERM; echo up; while :; do sleep 0.1; done");
        await test.StartAsync();
        await test.WaitForLineAsync(script.Resource, "up");
        var running = await test.WaitAsync("script", KnownResourceStates.Running);

        var result = await test.App.ResourceCommands.ExecuteCommandAsync(script.Resource, KnownResourceCommands.StopCommand, TestApplication.Token);
        var ended = await test.WaitAsync("script", snapshot => snapshot.ExitCode is not null);

        Assert.True(result.Success);
        Assert.Equal(4, ended.ExitCode);
        Assert.Equal(["Hidden", "Enabled", "Enabled"], States(running));
        Assert.Equal(["Enabled", "Hidden", "Disabled"], States(ended));
        Assert.True(ended.StopTimeStamp >= ended.StartTimeStamp);
    }

    [Fact]
    public async Task Restart_Running_IsANewProcess()
    {
        await using var test = new TestApplication();
        var script = test.AddScript("script", TestApplication.Endless);
        await test.StartAsync();
        await test.WaitForLineAsync(script.Resource, "up");
        var first = PidOf(await test.WaitAsync("script", snapshot => PidOf(snapshot) is not null));

        var result = await test.App.ResourceCommands.ExecuteCommandAsync(ResourceId.Of(script.Resource), KnownResourceCommands.RestartCommand, TestApplication.Token);
        var second = await test.WaitAsync("script", snapshot => snapshot.State?.Text == KnownResourceStates.Running && PidOf(snapshot) is { } pid && pid != first);

        Assert.True(result.Success);
        Assert.Null(second.ExitCode);
        Assert.Null(second.StopTimeStamp);
        await test.States.WaitForResourceHealthyAsync("script", TestApplication.Token);
    }

    [Fact]
    public async Task Start_ExplicitStartup_StartsOnlyThen()
    {
        await using var test = new TestApplication();
        var later = test.AddScript("later", TestApplication.Endless).WithAnnotation(new ExplicitStartupAnnotation());
        test.AddScript("now", TestApplication.Endless);
        await test.StartAsync();
        await test.WaitAsync("now", KnownResourceStates.Running);
        Assert.Equal(KnownResourceStates.NotStarted, test.StateOf(later.Resource));

        var result = await test.App.ResourceCommands.ExecuteCommandAsync("later", KnownResourceCommands.StartCommand, TestApplication.Token);

        Assert.True(result.Success);
        await test.WaitAsync("later", KnownResourceStates.Running);
    }

    [Fact]
    public async Task Start_ThatFailed_TellsWhyAndCanBeRepeated()
    {
        await using var test = new TestApplication();
        var fails = true;
        var script = test.AddScript("script", TestApplication.Endless);
        test.Builder.Eventing.Subscribe<BeforeResourceStartedEvent>(script.Resource, (_, _) => fails ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask);
        await test.StartAsync();
        await test.WaitAsync("script", KnownResourceStates.FailedToStart);

        var failed = await test.App.ResourceCommands.ExecuteCommandAsync(script.Resource, KnownResourceCommands.StartCommand, TestApplication.Token);
        fails = false;
        var started = await test.App.ResourceCommands.ExecuteCommandAsync(script.Resource, KnownResourceCommands.StartCommand, TestApplication.Token);

        Assert.Equal((false, "'script' could not be started: Not yet."), (failed.Success, failed.Message));
        Assert.True(started.Success);
        await test.WaitAsync("script", KnownResourceStates.Running);
    }

    [Fact]
    public async Task Stop_Waiting_GivesTheStartUp()
    {
        await using var test = new TestApplication();
        var first = test.AddScript("first", TestApplication.Endless);
        test.AddHealthCheck(first);
        var second = test.AddScript("second", TestApplication.Endless).WithAnnotation(new WaitAnnotation(first.Resource, WaitType.WaitUntilHealthy));
        await test.StartAsync();
        await test.WaitAsync("second", KnownResourceStates.Waiting);

        var result = await test.App.ResourceCommands.ExecuteCommandAsync(second.Resource, KnownResourceCommands.StopCommand, TestApplication.Token);

        Assert.True(result.Success);
        await test.WaitAsync("second", KnownResourceStates.NotStarted);
    }

    [Fact]
    public async Task Execute_UnknownNames_SaysSo()
    {
        await using var test = new TestApplication();
        test.AddScript("script", "exit 0");
        await test.StartAsync();

        var noResource = await test.App.ResourceCommands.ExecuteCommandAsync("nobody", "start", TestApplication.Token);
        var noCommand = await test.App.ResourceCommands.ExecuteCommandAsync("script", "dance", TestApplication.Token);

        Assert.Equal("There is no resource 'nobody'.", noResource.Message);
        Assert.Equal("'script' has no command 'dance'.", noCommand.Message);
    }

    private static object? PidOf(CustomResourceSnapshot snapshot) => snapshot.Properties.FirstOrDefault(property => property.Name == KnownProperties.Executable.Pid)?.Value;

    private static List<string> States(CustomResourceSnapshot snapshot) => [.. snapshot.Commands.Select(command => command.State.ToString())];
}

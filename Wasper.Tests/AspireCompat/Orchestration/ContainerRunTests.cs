using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Wasper.Tests.EndToEnd.Containers;

namespace Wasper.Tests.AspireCompat.Orchestration;

/// <summary>Over a real container engine, with a stand-in image for its shell.</summary>
[Collection<SharedContainerEngine>]
public sealed class ContainerRunTests(ContainerEngine engine) : IDisposable
{
    private const string HostVariable = "DOCKER_HOST";

    private const string Endless = "trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done";

    private readonly string? _host = Environment.GetEnvironmentVariable(HostVariable);

    public void Dispose() => Environment.SetEnvironmentVariable(HostVariable, _host);

    [Fact]
    public async Task Start_TwoContainers_SeeEachOtherByTheirNames()
    {
        await using var test = Create();
        var server = AddContainer(test, "server", Endless).WithHttpEndpoint(targetPort: 80);
        var client = AddContainer(test, "client", "echo \"calls $SERVER\"; getent hosts server && echo found; " + Endless);
        client.WithEnvironment("SERVER", server.GetEndpoint("http")).WaitForStart(server);

        await test.StartAsync();
        Assert.Equal("calls http://server:80", await test.WaitForLineAsync(client.Resource, "calls"));
        await test.WaitForLineAsync(client.Resource, "found");
        var running = await test.WaitAsync("server", KnownResourceStates.Running);

        Assert.Equal("Container", running.ResourceType);
        Assert.Contains(running.Properties, property => property is { Name: KnownProperties.Container.Id, Value: string { Length: > 0 } });
        Assert.Contains(running.Properties, property => property is { Name: KnownProperties.Container.Ports, Value: List<int> and [80] });
        Assert.NotEqual(80, server.GetEndpoint("http").Port);
    }

    [Fact]
    public async Task Start_ContainerThatEndsAtOnce_KeepsWhatItPrinted()
    {
        await using var test = Create();
        var container = AddContainer(test, "short", "echo out; echo err >&2; exit 3");

        await test.StartAsync();
        var ended = await test.WaitAsync("short", KnownResourceStates.Exited);

        Assert.Equal(3, ended.ExitCode);
        var lines = new List<string>();
        await foreach (var batch in test.App.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(container.Resource).WithCancellation(TestApplication.Token))
        {
            lines.AddRange(batch.Select(line => line.Content.Split(' ')[1]));
        }

        Assert.Equal(["err", "out"], lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Restart_Container_IsANewOne()
    {
        await using var test = Create();
        var container = AddContainer(test, "web", Endless);
        await test.StartAsync();
        await test.WaitForLineAsync(container.Resource, "up");
        var first = IdOf(await test.WaitAsync("web", KnownResourceStates.Running));

        var result = await test.App.ResourceCommands.ExecuteCommandAsync("web", KnownResourceCommands.RestartCommand, TestApplication.Token);
        await test.WaitAsync("web", state => state.State?.Text == KnownResourceStates.Running && IdOf(state) is { } id && !Equals(id, first));

        Assert.True(result.Success, result.Message);
    }

    [Fact]
    public async Task Values_ThatLookLikeTemplates_ArriveAsTheyAre()
    {
        const string Value = "{{name}} {{- x \"";
        await using var test = Create();
        var container = AddContainer(test, "web", "printf 'got %s and %s\\n' \"$VALUE\" \"$0\"").WithArgs(Value).WithEnvironment("VALUE", Value);

        await test.StartAsync();

        Assert.Equal($"got {Value} and {Value}", await test.WaitForLineAsync(container.Resource, "got"));
    }

    [Fact]
    public async Task Start_PersistentContainer_OutlivesTheApplicationAndIsTakenUpAgain()
    {
        var ids = new List<object?>();
        var left = new List<string[]>();
        try
        {
            for (var start = 1; start <= 2; start++)
            {
                await using var test = Create();
                var container = AddContainer(test, "lasting", Endless).WithLifetime(ContainerLifetime.Persistent);
                var runtime = test.App.Services.GetRequiredService<ContainerRuntime>();
                left = [["rm", "--force", $"lasting-{runtime.AppHostHash}"], ["network", "rm", $"aspire-{runtime.AppHostHash}-network"]];
                await test.StartAsync();
                ids.Add(IdOf(await test.WaitAsync("lasting", state => state.State?.Text == KnownResourceStates.Running && IdOf(state) is not null)));
            }
        }
        finally
        {
            foreach (var arguments in left)
            {
                await engine.RemoveAsync(arguments);
            }
        }

        Assert.NotNull(ids[0]);
        Assert.Equal(ids[0], ids[1]);
    }

    private TestApplication Create()
    {
        engine.SkipWithoutEngine();

        // DCP has the environment of this process; the tests of this collection run alone.
        Environment.SetEnvironmentVariable(HostVariable, engine.Variables.GetValueOrDefault(HostVariable, _host!));
        return new TestApplication();
    }

    private static IResourceBuilder<ContainerResource> AddContainer(TestApplication test, string name, string script) =>
        test.Builder.AddContainer(name, "wasper-standin/redis", "7").WithEntrypoint("/bin/sh").WithArgs("-c", script);

    private static object? IdOf(CustomResourceSnapshot snapshot) => snapshot.Properties.FirstOrDefault(property => property.Name == KnownProperties.Container.Id)?.Value;
}

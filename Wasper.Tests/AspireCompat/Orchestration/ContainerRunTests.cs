using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Wasper.Tests.AspireCompat.Dcp;

namespace Wasper.Tests.AspireCompat.Orchestration;

/// <summary>Over a real container runtime, with any image that has a shell.</summary>
public sealed class ContainerRunTests
{
    private const string Endless = "trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done";

    [Fact]
    public async Task Start_TwoContainers_SeeEachOtherByTheirNames()
    {
        await using var test = await CreateAsync();
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
        await using var test = await CreateAsync();
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
        await using var test = await CreateAsync();
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
        await using var test = await CreateAsync();
        var container = AddContainer(test, "web", "printf 'got %s and %s\\n' \"$VALUE\" \"$0\"").WithArgs(Value).WithEnvironment("VALUE", Value);

        await test.StartAsync();

        Assert.Equal($"got {Value} and {Value}", await test.WaitForLineAsync(container.Resource, "got"));
    }

    [Fact]
    public async Task Start_PersistentContainer_OutlivesTheApplicationAndIsTakenUpAgain()
    {
        var ids = new List<object?>();
        string? name = null, network = null;
        try
        {
            for (var start = 1; start <= 2; start++)
            {
                await using var test = await CreateAsync();
                var container = AddContainer(test, "lasting", Endless).WithLifetime(ContainerLifetime.Persistent);
                var runtime = test.App.Services.GetRequiredService<ContainerRuntime>();
                (name, network) = ($"lasting-{runtime.AppHostHash}", $"aspire-{runtime.AppHostHash}-network");
                await test.StartAsync();
                ids.Add(IdOf(await test.WaitAsync("lasting", state => state.State?.Text == KnownResourceStates.Running && IdOf(state) is not null)));
            }
        }
        finally
        {
            await DcpProcess.RunAsync("docker", ["rm", "--force", name!], environment: [], TimeSpan.FromSeconds(20), CancellationToken.None);
            await DcpProcess.RunAsync("docker", ["network", "rm", network!], environment: [], TimeSpan.FromSeconds(20), CancellationToken.None);
        }

        Assert.NotNull(ids[0]);
        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public async Task Start_ImageThatIsNowhere_FailsWithASentence()
    {
        await using var test = await CreateAsync();
        var container = test.Builder.AddContainer("web", "wasper.invalid/nothere", "9");

        await test.StartAsync();
        await test.WaitAsync("web", KnownResourceStates.FailedToStart);

        Assert.StartsWith(
            "The image 'wasper.invalid/nothere:9' of 'web' is not on this machine and cannot be pulled (",
            await test.WaitForLineAsync(container.Resource, "cannot be pulled ("),
            StringComparison.Ordinal);
    }

    private static async Task<TestApplication> CreateAsync()
    {
        var info = await DcpProcess.GetInfoAsync(new DcpOptions(), DcpTestRun.FindDcp(), DcpTestRun.Token);
        Assert.SkipUnless(info.Containers?.IsReady is true, $"No container runtime is ready: {info.Containers?.Error ?? "none is installed"}");
        return new TestApplication();
    }

    private static IResourceBuilder<ContainerResource> AddContainer(TestApplication test, string name, string script)
    {
        var image = Environment.GetEnvironmentVariable("WASPER_TEST_IMAGE");
        Assert.SkipWhen(string.IsNullOrEmpty(image), "WASPER_TEST_IMAGE names no local image with a shell.");
        var colon = image!.LastIndexOf(':');
        return test.Builder.AddContainer(name, image[..colon], image[(colon + 1)..]).WithEntrypoint("/bin/sh").WithArgs("-c", script);
    }

    private static object? IdOf(CustomResourceSnapshot snapshot) => snapshot.Properties.FirstOrDefault(property => property.Name == KnownProperties.Container.Id)?.Value;
}

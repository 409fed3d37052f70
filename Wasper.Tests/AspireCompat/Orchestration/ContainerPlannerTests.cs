using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp.Objects;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;

namespace Wasper.Tests.AspireCompat.Orchestration;

/// <summary>What DCP is told of a container. That it does as it is told is tested where there is a container runtime.</summary>
public sealed class ContainerPlannerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plan_EverythingTheModelSays_IsInTheContainer()
    {
        var builder = Builder();
        var web = builder.AddContainer("web", "acme/web", "1.2")
            .WithEntrypoint("/bin/web")
            .WithArgs("--verbose")
            .WithEnvironment("MODE", "fast")
            .WithHttpEndpoint(targetPort: 80)
            .WithEndpoint(port: 7000, targetPort: 70, name: "raw", isProxied: false)
            .WithVolume("web-data", "/data")
            .WithBindMount("/etc/acme", "/config", isReadOnly: true)
            .WithContainerRuntimeArgs("--init");

        var spec = (await PlanAsync(builder, web.Resource)).Spec;

        Assert.Equal(("acme/web:1.2", "/bin/web"), (spec.Image.Replace("docker.io/", string.Empty, StringComparison.Ordinal), spec.Command));
        Assert.Equal(["--verbose"], spec.Args);
        Assert.Equal(["--init"], spec.RunArgs);
        Assert.Contains(new DcpEnvVar("MODE", "fast"), spec.Env!);
        Assert.Equal([new DcpVolumeMount("volume", "web-data", "/data", ReadOnly: false), new DcpVolumeMount("bind", "/etc/acme", "/config", ReadOnly: true)], spec.VolumeMounts);
        Assert.Equal([new DcpContainerPort(80), new DcpContainerPort(70, HostPort: 7000)], spec.Ports);
        Assert.Equal("web", Assert.Single(Assert.Single(spec.Networks!).Aliases));
        Assert.Equal(ResourceId.Of(web.Resource), spec.ContainerName);
        Assert.Null(spec.Persistent);
    }

    [Fact]
    public async Task Plan_Persistent_HasTheSameNameAndKeyAtEveryStart()
    {
        var first = (await PlanAsync(Database(tag: "1", telemetry: "http://localhost:1"))).Spec;
        var second = (await PlanAsync(Database(tag: "1", telemetry: "http://localhost:2"))).Spec;
        var other = (await PlanAsync(Database(tag: "2", telemetry: "http://localhost:1"))).Spec;

        Assert.True(first.Persistent);
        Assert.Equal((first.ContainerName, first.LifecycleKey), (second.ContainerName, second.LifecycleKey));
        Assert.Equal(first.ContainerName, other.ContainerName);
        Assert.NotEqual(first.LifecycleKey, other.LifecycleKey);
    }

    [Fact]
    public async Task Start_NoContainerRuntime_FailsWithASentenceAndTheOthersRun()
    {
        // A name of no program: as if nothing were installed.
        await using var test = new TestApplication(options => options with { ContainerRuntime = "podman" });
        Assert.SkipWhen(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "podman"))), "Podman is installed.");
        var container = test.Builder.AddContainer("web", "acme/web");
        test.AddScript("script", TestApplication.Endless);

        await test.StartAsync();
        await test.WaitAsync("web", KnownResourceStates.FailedToStart);
        await test.WaitAsync("script", KnownResourceStates.Running);

        Assert.StartsWith("'web' could not be started: ", await test.WaitForLineAsync(container.Resource, "could not"), StringComparison.Ordinal);
    }

    private static IDistributedApplicationBuilder Builder() =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true, ProjectDirectory = Path.GetTempPath() });

    private static IDistributedApplicationBuilder Database(string tag, string telemetry)
    {
        var builder = Builder();
        builder.AddContainer("database", "acme/database", tag)
            .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", telemetry)
            .WithLifetime(ContainerLifetime.Persistent);
        return builder;
    }

    private static Task<DcpContainer> PlanAsync(IDistributedApplicationBuilder builder) => PlanAsync(builder, builder.Resources.Single());

    private static async Task<DcpContainer> PlanAsync(IDistributedApplicationBuilder builder, IResource resource)
    {
        await using var app = builder.Build();
        var plan = await app.Services.GetRequiredService<RunPlanner>().PlanAsync(resource, Token);
        return Assert.IsType<ContainerPlan>(plan).Container;
    }
}

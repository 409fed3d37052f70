using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp.Objects;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Wasper.Tests.AspireCompat.Dcp;

namespace Wasper.Tests.AspireCompat.Orchestration;

public sealed class EndpointAllocatorTests
{
    [Fact]
    public async Task Allocate_ProgramsAndContainers_HaveAddressesInBothNetworks()
    {
        await using var dcp = await DcpTestRun.StartAsync();
        var builder = Builder();
        var program = builder.AddExecutable("program", "program", ".").WithHttpEndpoint();
        var container = builder.AddContainer("web", "acme/web").WithHttpEndpoint(targetPort: 80);

        await AllocateAsync(builder, dcp.Client);

        var containers = KnownNetworkIdentifiers.DefaultAspireContainerNetwork;
        var port = program.GetEndpoint("http").Port;
        Assert.Equal($"http://localhost:{port}", program.GetEndpoint("http").Url);
        Assert.Equal($"http://{KnownHostNames.DockerDesktopHostBridge}:{port}", program.GetEndpoint("http", containers).Url);
        Assert.Equal("http://web:80", container.GetEndpoint("http", containers).Url);
        Assert.Equal(KnownHostNames.Localhost, container.GetEndpoint("http").Host);
        Assert.NotEqual(port, container.GetEndpoint("http").Port);
    }

    [Fact]
    public async Task Allocate_NoProxy_IsThePortItself()
    {
        await using var dcp = await DcpTestRun.StartAsync();
        var builder = Builder();
        var program = builder.AddExecutable("program", "program", ".").WithHttpEndpoint(targetPort: 7123, isProxied: false);

        await AllocateAsync(builder, dcp.Client);

        Assert.Equal(7123, program.GetEndpoint("http").Port);
        Assert.Empty(await dcp.Client.ListAsync<DcpService>(DcpTestRun.Token));
    }

    [Fact]
    public async Task Allocate_NamesThatMakeTheSameService_AreKeptApart()
    {
        await using var dcp = await DcpTestRun.StartAsync();
        var builder = Builder();
        builder.AddExecutable("a-b", "program", ".").WithEndpoint(name: "c");
        builder.AddExecutable("a", "program", ".").WithEndpoint(name: "b-c");

        await AllocateAsync(builder, dcp.Client);

        Assert.Equal(2, (await dcp.Client.ListAsync<DcpService>(DcpTestRun.Token)).Count);
    }

    [Fact]
    public async Task Allocate_EndpointsThatCannotWork_SayWhy()
    {
        var noPort = Builder();
        noPort.AddExecutable("program", "program", ".").WithEndpoint(name: "raw", isProxied: false);
        var noTargetPort = Builder();
        noTargetPort.AddContainer("web", "acme/web").WithEndpoint(name: "raw");
        var twice = Builder();
        twice.AddExecutable("program", "program", ".").WithEndpoint(port: 80, targetPort: 80, name: "raw");

        Assert.StartsWith("The endpoint 'raw' of 'program' has no proxy", await FailAsync(noPort), StringComparison.Ordinal);
        Assert.StartsWith("The endpoint 'raw' of 'web' is one of a container", await FailAsync(noTargetPort), StringComparison.Ordinal);
        Assert.StartsWith("The endpoint 'raw' of 'program' has a proxy on port 80", await FailAsync(twice), StringComparison.Ordinal);
    }

    private static IDistributedApplicationBuilder Builder() =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true, ProjectDirectory = Path.GetTempPath() });

    private static async Task AllocateAsync(IDistributedApplicationBuilder builder, Aspire.Hosting.Dcp.DcpClient? client)
    {
        await using var app = builder.Build();
        await app.Services.GetRequiredService<EndpointAllocator>().AllocateAsync(client!, builder.Resources, DcpTestRun.Token);
    }

    // The model is looked at before DCP is asked for anything: none is needed.
    private static async Task<string> FailAsync(IDistributedApplicationBuilder builder) =>
        (await Assert.ThrowsAsync<DistributedApplicationException>(() => AllocateAsync(builder, client: null))).Message;
}

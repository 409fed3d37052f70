using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Wasper.AppHost.Embedded;
using Wasper.AppHost.Running;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Running;

public sealed class PortCheckTests
{
    [Fact]
    public void Run_PortInUse_NamesPortResourceOwnerAndKey()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var exception = Assert.Throws<PreparationException>(() => PortCheck.Run(Model(port), Configuration()));

        Assert.Contains($"Port {port}, for 'gateway', is in use by ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Wasper:HttpsPort", exception.Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"(process {Environment.ProcessId})", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_DashboardPortInUse_NamesItsVariable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var exception = Assert.Throws<PreparationException>(
            () => PortCheck.Run(Model(Loopback.FreePort()), Configuration(("ASPNETCORE_URLS", $"http://localhost:{port}"))));

        Assert.Contains($"Port {port}, for the dashboard", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ASPNETCORE_URLS", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FreePorts_Passes() => PortCheck.Run(Model(Loopback.FreePort()), Configuration());

    [Fact]
    public void Run_RandomizedPorts_DoesNotLook()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        PortCheck.Run(Model(((IPEndPoint)listener.LocalEndpoint).Port), Configuration(("DcpPublisher:RandomizePorts", "true")));
    }

    private static DistributedApplicationModel Model(int port)
    {
        var gateway = new ProjectResource("gateway");
        gateway.Annotations.Add(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: "https", name: "https", port: port));
        return new DistributedApplicationModel([gateway]);
    }

    private static IConfiguration Configuration(params (string Key, string? Value)[] settings)
        => new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value)).Build();
}

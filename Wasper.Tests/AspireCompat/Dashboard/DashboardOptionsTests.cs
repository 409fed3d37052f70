using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Configuration;

namespace Wasper.Tests.AspireCompat.Dashboard;

public sealed class DashboardOptionsTests
{
    [Fact]
    public void Read_NoSettings_FreePortsOnLoopbackAndNewKeys()
    {
        var options = Read();
        var other = Read();

        Uri[] urls = [.. options.FrontendUrls, options.OtlpGrpcUrl];
        Assert.All(urls, url => Assert.True(url is { IsLoopback: true, Scheme: "http", Port: > 0 } && !FreePorts.IsTaken(url), $"{url}"));
        Assert.Equal(urls.Length, urls.Select(url => url.Port).Distinct().Count());
        Assert.Null(options.OtlpHttpUrl);
        var keys = new[] { options, other }.SelectMany(run => new[] { run.OtlpApiKey, run.ResourceServiceApiKey, run.ApiKey, run.BrowserToken! }).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Equal(32, key.Length));
    }

    [Fact]
    public void Read_LaunchProfile_TakesWhatItSays()
    {
        var options = Read(
            ("ASPNETCORE_URLS", "http://localhost:18888;http://localhost:18889"),
            ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:18890"),
            ("DOTNET_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:1"),
            ("DOTNET_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "http://localhost:18892"),
            ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "https://localhost:18891"),
            ("AppHost:BrowserToken", "a b"));

        Assert.Equal(["http://localhost:18888/", "http://localhost:18889/"], options.FrontendUrls.Select(url => url.ToString()));
        Assert.Equal(18890, options.OtlpGrpcUrl.Port);
        Assert.Equal(18892, options.OtlpHttpUrl?.Port);
        Assert.Equal(18891, options.ResourceServicePort);
        Assert.Equal("http://localhost:18888/login?t=a%20b", options.LoginUrl.AbsoluteUri);
    }

    [Fact]
    public void Read_AnonymousAllowed_NoLogin()
    {
        var options = Read(("ASPNETCORE_URLS", "http://localhost:18888"), ("DOTNET_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "true"));

        Assert.Null(options.BrowserToken);
        Assert.Equal("http://localhost:18888/", options.LoginUrl.AbsoluteUri);
    }

    [Fact]
    public void Read_EveryAddressAllowed_OpensAtLocalhost()
    {
        var options = Read(("ASPNETCORE_URLS", "http://*:18888"), ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"), ("AppHost:BrowserToken", "t"));

        Assert.Equal("http://0.0.0.0:18888/", options.FrontendUrls.Single().ToString());
        Assert.Equal("http://localhost:18888/login?t=t", options.LoginUrl.AbsoluteUri);
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "18888")]
    [InlineData("ASPNETCORE_URLS", "ftp://localhost:18888")]
    [InlineData("ASPNETCORE_URLS", "http://+:18888")]
    [InlineData("ASPNETCORE_URLS", "http://192.0.2.1:18888")]
    [InlineData("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://192.0.2.1:18890")]
    [InlineData("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "http://192.0.2.1:18891")]
    [InlineData("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "yes")]
    public void Read_BadSetting_NamesItAndItsValue(string name, string value)
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => Read((name, value)));

        Assert.Contains($"{name} is '{value}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsTaken_SomebodyListens_True()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.True(FreePorts.IsTaken(new Uri($"http://localhost:{port}")));
        Assert.True(FreePorts.IsTaken(new Uri($"http://127.0.0.1:{port}")));
    }

    private static DashboardOptions Read(params (string Name, string Value)[] settings)
    {
        var values = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value);
        return DashboardOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), "test");
    }
}

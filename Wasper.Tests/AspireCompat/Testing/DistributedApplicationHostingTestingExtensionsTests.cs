using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Wasper.Tests.AspireCompat.Testing;

public sealed class DistributedApplicationHostingTestingExtensionsTests : IAsyncLifetime
{
    private IDistributedApplicationTestingBuilder _builder = null!;
    private DistributedApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        _builder = await TestAppHost.CreateAsync(args => TestAppHost.MainAsync(args));
        _builder.Services.RemoveAll<IHostedService>().RemoveAll<IDistributedApplicationEventingSubscriber>();
        _builder.AddResource(Web("web", ("https", 4443), ("http", 4080), ("admin", 4081)));
        _builder.AddResource(Web("secure", ("https", 5443)));
        _builder.AddResource(Web("worker"));
        _builder.AddResource(new Store("store"));
        _app = await _builder.BuildAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _builder.DisposeAsync();
    }

    [Theory]
    [InlineData("web", null, "http://localhost:4080/")]
    [InlineData("web", "https", "https://localhost:4443/")]
    [InlineData("web", "admin", "http://localhost:4081/")]
    [InlineData("secure", null, "https://localhost:5443/")]
    public async Task GetEndpoint_Allocated_IsItsAddress(string resource, string? endpoint, string address)
    {
        await StartAsync();

        Assert.Equal(address, _app.GetEndpoint(resource, endpoint).AbsoluteUri);
        using var client = _app.CreateHttpClient(resource, endpoint);
        Assert.Equal(address, client.BaseAddress?.AbsoluteUri);
    }

    [Theory]
    [InlineData("web", "ftp", "The resource 'web' has no endpoint 'ftp'; it has: https, http, admin.")]
    [InlineData("worker", null, "The resource 'worker' has no endpoint 'http' or 'https'; it has: none.")]
    [InlineData("store", null, "The resource 'store' has no endpoints.")]
    [InlineData("nope", null, "There is no resource 'nope'; there are: greeting, web, secure, worker, store.")]
    public async Task GetEndpoint_OneThatIsNotThere_SaysWhatThereIs(string resource, string? endpoint, string message)
    {
        await StartAsync();

        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => _app.GetEndpoint(resource, endpoint)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetConnectionString_Resource_IsItsConnectionString()
    {
        await StartAsync();

        Assert.Equal("Store=hello", await _app.GetConnectionStringAsync("store", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _app.GetConnectionStringAsync("web", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void GetEndpoint_NotStarted_SaysSo()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => _app.GetEndpoint("web"));

        Assert.Equal("The application is not started; start it before asking for the endpoints of 'web'.", exception.Message);
    }

    private Task StartAsync() => _app.StartAsync(TestContext.Current.CancellationToken);

    private static WebResource Web(string name, params (string Name, int Port)[] endpoints)
    {
        var web = new WebResource(name);
        foreach (var endpoint in endpoints)
        {
            var annotation = new EndpointAnnotation(ProtocolType.Tcp, endpoint.Name == "https" ? "https" : "http", name: endpoint.Name);
            annotation.AllocatedEndpoint = new AllocatedEndpoint(annotation, "localhost", endpoint.Port);
            web.Annotations.Add(annotation);
        }

        return web;
    }

    private sealed class WebResource(string name) : Resource(name), IResourceWithEndpoints;

    private sealed class Store(string name) : Resource(name), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression { get; } =
            ReferenceExpression.Create($"Store={new ParameterResource("greeting", _ => "hello")}");
    }
}

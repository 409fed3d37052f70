using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class EndpointTests
{
    private readonly IDistributedApplicationBuilder _builder = TestModel.Create();

    [Fact]
    public async Task WithEndpoint_Variable_TellsTheResourceItsPort()
    {
        var api = _builder.AddExecutable("api", "node", ".").WithHttpEndpoint(port: 8080, env: "PORT");
        TestModel.Allocate(api, "http", 8080, "5555");

        Assert.Equal("5555", (await TestModel.EnvironmentOf(api))["PORT"]);
    }

    [Fact]
    public void WithEndpoint_SameName_IsRefused()
    {
        var api = _builder.AddExecutable("api", "node", ".").WithHttpEndpoint();

        var exception = Assert.Throws<DistributedApplicationException>(() => api.WithEndpoint(name: "HTTP"));

        Assert.Contains("already has an endpoint 'HTTP'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    public void WithEndpoint_PortOutOfRange_IsRefused(int port)
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => _builder.AddExecutable("api", "node", ".").WithHttpEndpoint(port));

        Assert.Contains($"'http' of 'api' has the port {port}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithEndpoint_NoProxy_BothPortsAreTheSame()
    {
        var byPort = EndpointOf(_builder.AddExecutable("a", "node", ".").WithHttpEndpoint(port: 81, isProxied: false));
        var byTarget = EndpointOf(_builder.AddExecutable("b", "node", ".").WithHttpEndpoint(targetPort: 82, isProxied: false));

        Assert.Equal((81, 81), (byPort.Port, byPort.TargetPort));
        Assert.Equal((82, 82), (byTarget.Port, byTarget.TargetPort));
    }

    [Fact]
    public void WithExternalHttpEndpoints_OpensHttpOnly()
    {
        var api = _builder.AddExecutable("api", "node", ".").WithHttpEndpoint().WithHttpsEndpoint().WithEndpoint(name: "other").WithExternalHttpEndpoints();

        Assert.Equal(["http", "https"], api.Resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.IsExternal).Select(endpoint => endpoint.Name));
    }

    [Fact]
    public void WithHttpHealthCheck_NoSuchEndpoint_IsRefused()
    {
        var api = _builder.AddExecutable("api", "node", ".").WithHttpEndpoint();

        var exception = Assert.Throws<DistributedApplicationException>(() => api.WithHttpHealthCheck("/health", endpointName: "admin"));

        Assert.Equal("The resource 'api' has no endpoint 'admin' for its health check; add the endpoint first.", exception.Message);
    }

    [Fact]
    public void WithUrlForEndpoint_ChangesItsLinkOnly()
    {
        var api = _builder.AddExecutable("api", "node", ".").WithHttpEndpoint().WithHttpsEndpoint()
            .WithUrlForEndpoint("https", url => url.DisplayText = "Open");
        var urls = api.Resource.GetEndpoints().Select(endpoint => new ResourceUrlAnnotation { Url = "x", Endpoint = endpoint }).ToList();

        var context = new ResourceUrlsCallbackContext(_builder.ExecutionContext, api.Resource, urls);
        api.Resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>().Single().Callback(context);

        Assert.Equal([null, "Open"], urls.Select(url => url.DisplayText));
    }

    private static EndpointAnnotation EndpointOf(IResourceBuilder<IResource> builder) => builder.Resource.Annotations.OfType<EndpointAnnotation>().Single();
}

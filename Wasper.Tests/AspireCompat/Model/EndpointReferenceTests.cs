using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class EndpointReferenceTests
{
    private readonly IDistributedApplicationBuilder _builder = TestModel.Create();
    private readonly IResourceBuilder<ContainerResource> _container;
    private readonly IResourceBuilder<ContainerResource> _otherContainer;
    private readonly IResourceBuilder<ExecutableResource> _program;

    public EndpointReferenceTests()
    {
        _container = _builder.AddContainer("web", "nginx").WithHttpEndpoint(targetPort: 80);
        _otherContainer = _builder.AddContainer("client", "curl");
        _program = _builder.AddExecutable("api", "node", ".").WithHttpEndpoint();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetValue_ContainerAsksForContainer_NameAndOwnPort()
    {
        TestModel.Allocate(_container, "http", 5001);

        Assert.Equal("http://web:80", await ValueFor(_otherContainer, _container.GetEndpoint("http")));
    }

    [Fact]
    public async Task GetValue_ContainerAsksForProgram_HostSeenFromContainersAndPublicPort()
    {
        TestModel.Allocate(_program, "http", 5002);

        Assert.Equal("http://host.test:5002", await ValueFor(_otherContainer, _program.GetEndpoint("http")));
    }

    [Fact]
    public async Task GetValue_ProgramAsks_LocalhostAndPublicPort()
    {
        TestModel.Allocate(_container, "http", 5001);

        Assert.Equal("http://localhost:5001", await ValueFor(_program, _container.GetEndpoint("http")));
        Assert.Equal("http://localhost:5001", await _container.GetEndpoint("http").GetValueAsync(Token));
    }

    [Fact]
    public async Task GetValue_EndpointSeenFromLocalhost_IsThatForContainersToo()
    {
        TestModel.Allocate(_container, "http", 5001);

        var endpoint = _container.GetEndpoint("http", KnownNetworkIdentifiers.LocalhostNetwork);

        Assert.Equal("http://localhost:5001", await ValueFor(_otherContainer, endpoint));
    }

    [Theory]
    [InlineData(EndpointProperty.Scheme, "http")]
    [InlineData(EndpointProperty.Host, "localhost")]
    [InlineData(EndpointProperty.IPV4Host, "127.0.0.1")]
    [InlineData(EndpointProperty.Port, "5001")]
    [InlineData(EndpointProperty.TargetPort, "80")]
    [InlineData(EndpointProperty.HostAndPort, "localhost:5001")]
    [InlineData(EndpointProperty.TlsEnabled, "False")]
    public async Task GetValue_Property_IsThatPart(EndpointProperty property, string expected)
    {
        TestModel.Allocate(_container, "http", 5001);

        Assert.Equal(expected, await _container.GetEndpoint("http").Property(property).GetValueAsync(Token));
    }

    [Fact]
    public async Task GetValue_TargetPortThatTheEngineChooses_IsItsExpression()
    {
        TestModel.Allocate(_program, "http", 5002, "{{the port}}");

        Assert.Equal("{{the port}}", await _program.GetEndpoint("http").Property(EndpointProperty.TargetPort).GetValueAsync(Token));
    }

    [Fact]
    public async Task GetValue_NoAddressYet_WaitsForIt()
    {
        var value = _container.GetEndpoint("http").GetValueAsync(Token).AsTask();
        Assert.False(value.IsCompleted);

        TestModel.Allocate(_container, "http", 5001);

        Assert.Equal("http://localhost:5001", await value);
    }

    [Fact]
    public async Task GetValue_GivenUp_IsCancelled()
    {
        using var giveUp = new CancellationTokenSource();
        var value = _container.GetEndpoint("http").GetValueAsync(giveUp.Token).AsTask();

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => value);
    }

    [Fact]
    public void Url_AllocatedAgain_IsTheLatest()
    {
        TestModel.Allocate(_container, "http", 5001);
        TestModel.Allocate(_container, "http", 5003);

        Assert.Equal("http://localhost:5003", _container.GetEndpoint("http").Url);
    }

    [Fact]
    public void Url_NoAddressYet_SaysSo()
    {
        var endpoint = _container.GetEndpoint("http");

        Assert.False(endpoint.IsAllocated);
        Assert.Contains("'http' of 'web'", Assert.Throws<InvalidOperationException>(() => endpoint.Url).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EndpointAnnotation_NoSuchEndpoint_NamesThoseThereAre()
    {
        var endpoint = _container.GetEndpoint("grpc");

        Assert.False(endpoint.Exists);
        var exception = Assert.Throws<DistributedApplicationException>(() => endpoint.EndpointAnnotation);
        Assert.Equal("The resource 'web' has no endpoint 'grpc'; it has 'http'.", exception.Message);
    }

    [Fact]
    public void EndpointAnnotation_AddedAfterwards_IsFound()
    {
        var endpoint = _otherContainer.GetEndpoint("http");

        _otherContainer.WithHttpEndpoint(targetPort: 8080);

        Assert.Equal(8080, endpoint.TargetPort);
    }

    [Theory]
    [InlineData(EndpointProperty.Url, "{web.bindings.http.url}")]
    [InlineData(EndpointProperty.Host, "{web.bindings.http.host}")]
    [InlineData(EndpointProperty.Port, "{web.bindings.http.port}")]
    [InlineData(EndpointProperty.TargetPort, "{web.bindings.http.targetPort}")]
    [InlineData(EndpointProperty.HostAndPort, "{web.bindings.http.host}:{web.bindings.http.port}")]
    public void ValueExpression_Property_NamesResourceAndEndpoint(EndpointProperty property, string expected) =>
        Assert.Equal(expected, _container.GetEndpoint("http").Property(property).ValueExpression);

    private static async Task<string?> ValueFor(IResourceBuilder<IResource> caller, EndpointReference endpoint) =>
        await endpoint.GetValueAsync(new ValueProviderContext { Caller = caller.Resource }, Token);
}

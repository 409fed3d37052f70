using Wasper.Gateway.Telemetry;

namespace Wasper.Tests.Gateway.Telemetry;

public sealed class EdgeRouteTests
{
    [Theory]
    [InlineData("/api/v1/webhooks/abc", "/api/v1/webhooks/{flowId}")]
    [InlineData("/api/v1/webhooks/abc/sync", "/api/v1/webhooks/{flowId}/sync")]
    [InlineData("/api/v1/webhooks/abc/draft/sync", "/api/v1/webhooks/{flowId}/{**rest}")]
    [InlineData("/api/v1/flows/abc", "/api/{**path}")]
    [InlineData("/api/socket.io/", "/api/socket.io")]
    [InlineData("/socket.io", "/api/socket.io")]
    [InlineData("/apis", "/{**path}")]
    [InlineData("/assets/index-1.js", "/assets/{**path}")]
    [InlineData("/", "/{**path}")]
    [InlineData("", "/{**path}")]
    public void Of_Path_IsOneOfAFewRoutes(string path, string route) => Assert.Equal(route, EdgeRoute.Of(new(path)));
}

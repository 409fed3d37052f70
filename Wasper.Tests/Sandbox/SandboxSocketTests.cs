using System.Net;
using System.Net.Http.Json;

namespace Wasper.Tests.Sandbox;

/// <summary>socket.io: WebSockets on both paths, nothing else.</summary>
[Collection<SharedSandboxRig>]
public sealed class SandboxSocketTests(SandboxRig rig)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/socket.io")]
    [InlineData("/socket.io")]
    public async Task Connect_WithAToken_HearsOfRuns(string path)
    {
        var flow = await rig.User.PublishFlowAsync(Token);
        using var client = await SocketClient.StartAsync(rig.App, path, rig.User.Token, Token);
        Assert.Equal("connected", await client.ReadAsync(Token));

        using var response = await rig.App.Http.PostAsJsonAsync($"/api/v1/webhooks/{flow}", new { }, Token);

        var runId = response.Headers.GetValues("x-webhook-id").Single();
        Assert.Equal($"run {runId} RUNNING", await client.ReadOfAsync(runId, Token));
        Assert.Equal($"run {runId} SUCCEEDED", await client.ReadOfAsync(runId, Token));
    }

    [Fact]
    public async Task Connect_WithoutAToken_IsLetIn()
    {
        using var client = await SocketClient.StartAsync(rig.App, "/api/socket.io", "", Token);

        Assert.Equal("connected", await client.ReadAsync(Token));
    }

    [Fact]
    public async Task Connect_WithAWrongToken_IsRefused()
    {
        using var client = await SocketClient.StartAsync(rig.App, "/api/socket.io", "wrong", Token);

        Assert.Equal("refused INVALID_BEARER_TOKEN", await client.ReadAsync(Token));
    }

    [Theory]
    [InlineData("/api/socket.io")]
    [InlineData("/socket.io")]
    public async Task Poll_AnyPath_IsRefused(string path)
    {
        using var response = await rig.App.Http.GetAsync($"{path}/?EIO=4&transport=polling", Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Transport unknown", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }
}

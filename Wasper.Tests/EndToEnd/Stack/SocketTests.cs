using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace Wasper.Tests.EndToEnd.Stack;

/// <summary>The socket over which the page hears of runs, by socket.io's own client under Node.js.</summary>
[Collection<StackGroup>]
public sealed class SocketTests(StackFixture stack)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/socket.io")]
    [InlineData("/socket.io")]
    public async Task Socket_ThroughTheGateway_HearsOfARun(string path)
    {
        var flow = await stack.Client.PublishFlowAsync(firstAction: null, Token);
        using var client = Start(path);
        try
        {
            Assert.Equal("connected", await client.StandardOutput.ReadLineAsync(Token) ?? await client.StandardError.ReadToEndAsync(Token));
            using var response = await stack.Https.PostAsJsonAsync($"/api/v1/webhooks/{flow}", new { }, Token);
            var run = response.Headers.GetValues("x-webhook-id").Single();

            Assert.Equal(run, await client.StandardOutput.ReadLineAsync(Token));
            await client.WaitForExitAsync(Token);
            Assert.Equal(0, client.ExitCode);
        }
        finally
        {
            client.Kill();
        }
    }

    [Fact]
    public async Task LongPolling_ThroughTheGateway_IsRefusedAsTheAppDoes()
    {
        using var response = await stack.Https.GetAsync("/api/socket.io/?EIO=4&transport=polling", Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Transport unknown", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private Process Start(string path)
    {
        var packages = Path.Combine(Repository.Root, "Wasper.Sandbox", "package.json");
        var script = Path.Combine(AppContext.BaseDirectory, "EndToEnd", "Stack", "socket-client.mjs");
        return Process.Start(new ProcessStartInfo("node", [script, packages, $"{stack.Endpoint("gateway", "https")}", path, stack.Client.Token])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("Node.js did not start.");
    }
}

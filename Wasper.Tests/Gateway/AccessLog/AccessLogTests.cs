using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway.AccessLog;

public sealed class AccessLogTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Request_LogOn_IsALineWithoutItsQuery()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("twelve bytes"));
        await using var gateway = new GatewayProcess(upstream.Port, ("Gateway__AccessLog__Enabled", "true"), ("Gateway__AccessLog__MaskAddresses", "true"));
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();

        await client.GetStringAsync(new Uri("/api/v1/flows?token=secret", UriKind.Relative), TestContext.Current.CancellationToken);
        var line = await LineAsync(gateway);

        Assert.Equal("GET", line.GetProperty("method").GetString());
        Assert.Equal("/api/v1/flows", line.GetProperty("path").GetString());
        Assert.Equal(200, line.GetProperty("status").GetInt32());
        Assert.Equal(12, line.GetProperty("bytes").GetInt64());
        Assert.Contains(line.GetProperty("client").GetString(), (string[])["127.0.0.0", "::"]);
        Assert.DoesNotContain("secret", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_LogOn_IsWrittenBeforeTheGatewayEnds()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = new GatewayProcess(upstream.Port, ("Gateway__AccessLog__Enabled", "true"));
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();
        const int Requests = 200;

        for (var request = 0; request < Requests; request++)
        {
            await client.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        await gateway.TerminateAsync();
        await gateway.WaitForExitAsync();

        Assert.Equal(Requests, Lines(gateway).Count());
    }

    [Fact]
    public async Task Request_LogOff_WritesNothing()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = new GatewayProcess(upstream.Port);
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();

        await client.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        await gateway.TerminateAsync();
        await gateway.WaitForExitAsync();

        Assert.Empty(Lines(gateway));
    }

    private static IEnumerable<string> Lines(GatewayProcess gateway) => gateway.Output.Split('\n').Where(line => line.StartsWith('{'));

    private static async Task<JsonElement> LineAsync(GatewayProcess gateway)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(_limit);
        while (true)
        {
            if (Lines(gateway).FirstOrDefault() is { } line)
            {
                return JsonElement.Parse(line);
            }

            await Task.Delay(50, deadline.Token);
        }
    }
}

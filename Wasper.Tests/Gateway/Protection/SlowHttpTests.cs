using System.Net;
using Microsoft.AspNetCore.Http;
using Wasper.Tests.Gateway.Acme;

namespace Wasper.Tests.Gateway.Protection;

/// <summary>slowhttptest's attacks, in short, from one address and all at once; the long form is in the documentation of the gateway.</summary>
public sealed class SlowHttpTests
{
    private const string Seconds = "5";
    private const string Connections = "150";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attack_AllKinds_OthersAreServed()
    {
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await context.Response.Body.WriteAsync(new byte[100_000], context.RequestAborted);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        string[] common = ["-c", Connections, "-r", Connections, "-l", Seconds, "-i", "1", "-p", Seconds, "-u", $"https://localhost:{gateway.HttpsPort}/"];

        // Headers that do not end, bodies that do not come, answers that are not read, a thousand ranges.
        await using var headers = Start(["-H", .. common]);
        await using var body = Start(["-B", "-s", "8192", .. common]);
        await using var reading = Start(["-X", "-w", "1", "-y", "1", "-n", "2", "-z", "1", "-k", "3", .. common]);
        await using var range = Start(["-R", .. common]);

        var served = 0;
        await Eventually.TrueAsync(async () =>
        {
            using var client = new HttpClient(gateway.Handler()) { BaseAddress = gateway.Client.BaseAddress, Timeout = _limit };
            using var response = await client.GetAsync(new Uri("/", UriKind.Relative), Cancelled);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            served++;
            return headers.HasExited && body.HasExited && reading.HasExited && range.HasExited;
        });

        Assert.True(served > 1, "The attack was over before anybody was served.");
        Assert.All([headers, body, reading, range], attack => Assert.Contains("slow HTTP test", attack.Output, StringComparison.OrdinalIgnoreCase));
    }

    private static BackgroundTool Start(string[] arguments) => new("slowhttptest", "slowhttptest", arguments);
}

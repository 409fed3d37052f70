using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway;

/// <summary>What the client sees of the app's answer, or in place of one.</summary>
public sealed class AppResponseTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_SecurityHeaders_AreTheDocumentsAndReplaceTheApps()
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.Headers.XFrameOptions = "ALLOWALL";
            context.Response.Headers.StrictTransportSecurity = "max-age=0";
            return context.Response.WriteAsync("page");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative), Cancelled);

        AssertSecurityHeaders(response);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Answer_EventStream_FlowsEventByEvent(string version)
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await goOn.Task.WaitAsync(_limit);
            await context.Response.WriteAsync("data: second\n\n");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));
        var first = await reader.ReadLineAsync(Cancelled).AsTask().WaitAsync(_limit, Cancelled);
        goOn.SetResult();
        var rest = await reader.ReadToEndAsync(Cancelled);

        Assert.Equal("data: first", first);
        Assert.Equal("\ndata: second\n\n", rest);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Answer_LargeDownload_ArrivesWhole(string version)
    {
        var block = RandomNumberGenerator.GetBytes(1024 * 1024);
        const int Blocks = 64;
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            for (var i = 0; i < Blocks; i++)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/download")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        await using var stream = await response.Content.ReadAsStreamAsync(Cancelled);
        var received = new byte[block.Length];
        for (var i = 0; i < Blocks; i++)
        {
            await stream.ReadExactlyAsync(received, Cancelled);
            Assert.True(block.AsSpan().SequenceEqual(received), $"Block {i} differs.");
        }

        Assert.Equal(0, await stream.ReadAsync(received, Cancelled));
    }

    [Fact]
    public async Task Answer_AppRestarts_ServiceUnavailableThenTheAppAgain()
    {
        var port = Embedded.Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port);

        await using (await UpstreamApp.StartAsync(context => context.Response.WriteAsync("before"), port))
        {
            Assert.Equal("before", await gateway.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled));
        }

        using (var down = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative), Cancelled))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
            Assert.True(down.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            AssertSecurityHeaders(down);
        }

        await using (await UpstreamApp.StartAsync(context => context.Response.WriteAsync("after"), port))
        {
            Assert.Equal("after", await gateway.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled));
        }
    }

    [Fact]
    public async Task Answer_AppSlowButWithinTheTimeout_Arrives()
    {
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            // Longer in all than the timeout, which counts silence only.
            for (var i = 0; i < 6; i++)
            {
                await Task.Delay(500, context.RequestAborted);
                await context.Response.WriteAsync(".");
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("UpstreamTimeoutSeconds", "2"));

        Assert.Equal("......", await gateway.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled));
    }

    [Fact]
    public async Task Answer_AppSilentBeyondTheTimeout_GatewayTimeout()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("UpstreamTimeoutSeconds", "1"));

        using var response = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative), Cancelled);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Fact]
    public async Task Answer_AppClosesWithoutOne_BadGateway()
    {
        await using var upstream = new RawUpstream((stream, cancellationToken) => RawUpstream.ReadHeadAsync(stream, cancellationToken));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await gateway.Client.PostAsync(new Uri("/", UriKind.Relative), new StringContent("body"), Cancelled);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("The app broke off the exchange. Try again in a moment.\n", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Answer_AppBreaksOffInTheMiddle_ClientSeesThatItIsNotWhole()
    {
        await using var upstream = new RawUpstream(async (stream, cancellationToken) =>
        {
            await RawUpstream.ReadHeadAsync(stream, cancellationToken);
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"), cancellationToken);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled));
    }

    private static void AssertSecurityHeaders(HttpResponseMessage response)
    {
        (string Name, string Value)[] expected =
        [
            ("Strict-Transport-Security", "max-age=31536000"), ("X-Frame-Options", "SAMEORIGIN"),
            ("X-Content-Type-Options", "nosniff"), ("X-XSS-Protection", "1; mode=block"),
        ];
        Assert.All(expected, header => Assert.Equal([header.Value], response.Headers.GetValues(header.Name)));
    }
}

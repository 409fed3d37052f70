using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Wasper.Gateway.Holding;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway.Holding;

/// <summary>What clients see of an app that is down, restarts or is paused.</summary>
public sealed class HoldTests
{
    private static readonly Uri _root = new("/", UriKind.Relative);
    private static readonly (string, string) _hold = ("Hold:Seconds", "30");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Request_AppDown_WaitsAndArrivesWhole(string version)
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port, _hold);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/x")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent(new string('b', 200_000)),
        };
        var answer = gateway.Client.SendAsync(request, Cancelled);
        await UntilWaitingAsync(gateway, 1);

        await using var upstream = await UpstreamApp.StartAsync(EchoLengthAsync, port);

        using var response = await answer;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("200000", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Request_AppStaysDown_ServiceUnavailableAfterTheLimit()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), ("Hold:Seconds", "1"));

        using var response = await gateway.Client.GetAsync(_root, Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Request_NoPlaceLeft_ServiceUnavailableAtOnceAndTheOthersGoOn()
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port, _hold, ("Hold:MaxRequests", "2"));
        Task<string>[] waiting = [gateway.Client.GetStringAsync(_root, Cancelled), gateway.Client.GetStringAsync(_root, Cancelled)];
        await UntilWaitingAsync(gateway, 2);

        using var refused = await gateway.Client.GetAsync(_root, Cancelled);
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("here"), port);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.All(await Task.WhenAll(waiting), text => Assert.Equal("here", text));
    }

    [Fact]
    public async Task Request_ClientGoesAway_FreesItsPlace()
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port, _hold, ("Hold:MaxRequests", "1"));
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var gone = gateway.Client.GetStringAsync(_root, impatient.Token);
        await UntilWaitingAsync(gateway, 1);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await UntilWaitingAsync(gateway, 0);
        var next = gateway.Client.GetStringAsync(_root, Cancelled);
        await UntilWaitingAsync(gateway, 1);
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("here"), port);

        Assert.Equal("here", await next);
    }

    [Fact]
    public async Task Request_ManyWaiting_AppIsNotStampeded()
    {
        const int Requests = 200;
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port, _hold);
        var waiting = Enumerable.Range(0, Requests).Select(_ => gateway.Client.GetStringAsync(_root, Cancelled)).ToArray();
        await UntilWaitingAsync(gateway, Requests);
        var atOnce = 0;
        var most = 0;

        await using var upstream = await UpstreamApp.StartAsync(
            async context =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref atOnce));
                await Task.Delay(10, context.RequestAborted);
                Interlocked.Decrement(ref atOnce);
                await context.Response.WriteAsync("here");
            },
            port);

        Assert.All(await Task.WhenAll(waiting), text => Assert.Equal("here", text));
        Assert.InRange(most, 2, 32);
    }

    [Fact]
    public async Task Request_AppsHealth_IsNotHeld()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), _hold);

        using var response = await gateway.Client.GetAsync(new Uri("/api/v1/health", UriKind.Relative), Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task WebSocket_AppDown_ConnectsWhenItIsBack()
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port, _hold);
        using var socket = new ClientWebSocket();
        var address = new Uri($"wss://localhost:{gateway.HttpsPort}/api/socket.io/?EIO=4&transport=websocket");
        var connecting = socket.ConnectAsync(address, new HttpMessageInvoker(gateway.Handler()), Cancelled);
        await UntilWaitingAsync(gateway, 1);

        await using var upstream = await UpstreamApp.StartAsync(
            async context =>
            {
                if (context.WebSockets.IsWebSocketRequest)
                {
                    using var accepted = await context.WebSockets.AcceptWebSocketAsync();
                    await accepted.CloseAsync(WebSocketCloseStatus.NormalClosure, "here", context.RequestAborted);
                }
            },
            port);

        await connecting;
        var received = await socket.ReceiveAsync(new byte[1], Cancelled);
        Assert.Equal("here", received.CloseStatusDescription);
    }

    [Fact]
    public async Task Pause_AppUp_RequestsWaitUntilItIsResumed()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("here"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, _hold);
        var gate = gateway.Services.GetRequiredService<AppGate>();
        gate.PauseFor(TimeSpan.FromMinutes(1));
        var waiting = gateway.Client.GetStringAsync(_root, Cancelled);
        await UntilWaitingAsync(gateway, 1);

        gate.Resume();

        Assert.Equal("here", await waiting);
    }

    [Fact]
    public async Task Restart_UnderLoad_NoRequestFailsButThoseInsideTheApp()
    {
        const int Restarts = 3;
        var port = Loopback.FreePort();
        var upstream = await UpstreamApp.StartAsync(EchoLengthAsync, port);
        await using var gateway = await GatewayUnderTest.StartAsync(port, _hold);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var clients = Enumerable.Range(0, 8).Select(client => LoadAsync(gateway, client % 2 == 0, stop.Token)).ToArray();

        for (var restart = 0; restart < Restarts; restart++)
        {
            await Task.Delay(200, Cancelled);
            await upstream.DisposeAsync();
            await Task.Delay(200, Cancelled);
            upstream = await UpstreamApp.StartAsync(EchoLengthAsync, port);
        }

        await Task.Delay(200, Cancelled);
        await stop.CancelAsync();
        var answered = await Task.WhenAll(clients);
        await upstream.DisposeAsync();
        Assert.All(answered, client => Assert.True(client.Answered > 0));
        Assert.All(answered, client => Assert.InRange(client.Cut, 0, Restarts));
    }

    [Fact]
    public async Task Stop_RequestsWaiting_TheyAreToldToComeBack()
    {
        var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), _hold);
        var waiting = gateway.Client.GetAsync(_root, Cancelled);
        await UntilWaitingAsync(gateway, 1);

        gateway.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();

        using var response = await waiting;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        await gateway.DisposeAsync();
    }

    internal static async Task UntilWaitingAsync(GatewayUnderTest gateway, int count)
    {
        var room = gateway.Services.GetRequiredService<WaitingRoom>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (room.Count != count)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    // Every request is answered with 200, but for the POST that a stopping app may take and not answer: one for each client and restart.
    private static async Task<(int Answered, int Cut)> LoadAsync(GatewayUnderTest gateway, bool post, CancellationToken stop)
    {
        var answered = 0;
        var cut = 0;
        while (!stop.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(post ? HttpMethod.Post : HttpMethod.Get, "/load");
            if (post)
            {
                request.Content = new StringContent(new string('b', 1000));
            }

            using var response = await gateway.Client.SendAsync(request, Cancelled);
            if (post && response.StatusCode is HttpStatusCode.BadGateway)
            {
                cut++;
                continue;
            }

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            answered++;
        }

        return (answered, cut);
    }

    private static async Task EchoLengthAsync(HttpContext context)
    {
        var length = 0;
        var buffer = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            length += read;
        }

        await context.Response.WriteAsync($"{length}");
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}

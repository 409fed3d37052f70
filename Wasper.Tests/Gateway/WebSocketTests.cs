using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway;

public sealed class WebSocketTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/socket.io/?EIO=4&transport=websocket", "1.1")]
    [InlineData("/socket.io/?EIO=4&transport=websocket", "1.1")]
    [InlineData("/api/socket.io/?EIO=4&transport=websocket", "2.0")]
    public async Task Connect_EchoingApp_BytesComeBackAndTheCloseIsTheApps(string path, string version)
    {
        await using var upstream = await UpstreamApp.StartAsync(EchoAsync);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        using var socket = await ConnectAsync(gateway, path, version);

        foreach (var size in (int[])[1, 200, 100_000, 2_000_000])
        {
            var message = RandomNumberGenerator.GetBytes(size);
            var sending = socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Cancelled);
            var received = new byte[size];
            await ReceiveExactlyAsync(socket, received);
            await sending;
            Assert.True(message.AsSpan().SequenceEqual(received), $"A message of {size} bytes came back changed.");
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Cancelled);

        Assert.Equal((WebSocketCloseStatus)4321, socket.CloseStatus);
        Assert.Equal("echo ends", socket.CloseStatusDescription);
    }

    [Theory]
    [InlineData("/", "1.1", HttpStatusCode.OK)]
    [InlineData("/api/v1/webhooks/1", "1.1", HttpStatusCode.OK)]
    [InlineData("/api/socket.iox/", "1.1", HttpStatusCode.OK)]
    [InlineData("/", "2.0", HttpStatusCode.NotFound)]
    [InlineData("/api/socket.iox/", "2.0", HttpStatusCode.NotFound)]
    public async Task Connect_OtherPath_IsNoWebSocketToTheApp(string path, string version, HttpStatusCode status)
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
            context.WebSockets.IsWebSocketRequest || context.Request.Headers.Upgrade.Count > 0 ? EchoAsync(context) : context.Response.WriteAsync("plain"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        using var socket = new ClientWebSocket();

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(gateway, path, version, socket));

        Assert.Equal(status, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Connect_AppRefuses_ClientGetsTheAppsStatus(string version)
    {
        // Activepieces takes WebSockets only; what it refuses, it refuses with 400.
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return context.Response.WriteAsync("""{"code":0,"message":"Transport unknown"}""");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        using var socket = new ClientWebSocket();

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(gateway, "/api/socket.io/", version, socket));

        Assert.Equal(HttpStatusCode.BadRequest, socket.HttpStatusCode);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[16 * 1024];
        WebSocketReceiveResult received;
        while ((received = await socket.ReceiveAsync(buffer, context.RequestAborted)).MessageType is not WebSocketMessageType.Close)
        {
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }

        await socket.CloseOutputAsync((WebSocketCloseStatus)4321, "echo ends", context.RequestAborted);
    }

    private static async Task<ClientWebSocket> ConnectAsync(GatewayUnderTest gateway, string path, string version, ClientWebSocket? socket = null)
    {
        socket ??= new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        await socket.ConnectAsync(new Uri($"wss://localhost:{gateway.HttpsPort}{path}"), new HttpMessageInvoker(gateway.Handler()), Cancelled);
        return socket;
    }

    private static async Task ReceiveExactlyAsync(ClientWebSocket socket, Memory<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var received = await socket.ReceiveAsync(buffer, Cancelled).AsTask().WaitAsync(_limit, Cancelled);
            buffer = buffer[received.Count..];
        }
    }
}

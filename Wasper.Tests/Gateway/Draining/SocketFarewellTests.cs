using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway.Draining;

/// <summary>What becomes of WebSockets when the gateway stops.</summary>
public sealed class SocketFarewellTests
{
    private const WebSocketCloseStatus GoingAway = (WebSocketCloseStatus)1001;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Stop_IdleSocket_BothSidesAreToldThatTheGatewayGoesAway(string version)
    {
        var appSaw = new TaskCompletionSource<WebSocketCloseStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.ReceiveAsync(new byte[1], CancellationToken.None);
            appSaw.SetResult(socket.CloseStatus);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        using var socket = await ConnectAsync(gateway, version);

        var stopping = gateway.StopAsync(Cancelled);
        await socket.ReceiveAsync(new byte[1], Cancelled).WaitAsync(_limit, Cancelled);
        await socket.CloseOutputAsync(GoingAway, "", Cancelled);

        Assert.Equal(GoingAway, socket.CloseStatus);
        Assert.Equal(GoingAway, await appSaw.Task.WaitAsync(_limit, Cancelled));
        await stopping.WaitAsync(_limit, Cancelled);
    }

    [Fact]
    public async Task Stop_AppSendsWithoutPause_MessagesAreWholeAndTheLastFrameIsTheFarewell()
    {
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var message = new byte[100_003];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, context.RequestAborted);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Drain:Seconds", "3"));
        using var socket = await ConnectAsync(gateway, "1.1");
        var buffer = new byte[200_000];
        await ReadMessageAsync(socket, buffer);

        var stopping = gateway.StopAsync(Cancelled);
        int length;
        while ((length = await ReadMessageAsync(socket, buffer)) >= 0)
        {
            Assert.Equal(100_003, length);
        }

        Assert.Equal(GoingAway, socket.CloseStatus);
        socket.Abort();
        await stopping.WaitAsync(_limit, Cancelled);
    }

    [Fact]
    public async Task Stop_ClientThatNeverAnswers_DoesNotHoldTheStopBack()
    {
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.ReceiveAsync(new byte[1], context.RequestAborted);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Drain:Seconds", "3600"));
        using var socket = await ConnectAsync(gateway, "1.1");

        await gateway.StopAsync(Cancelled).WaitAsync(_limit, Cancelled);
    }

    private static async Task<ClientWebSocket> ConnectAsync(GatewayUnderTest gateway, string version)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new Uri($"wss://localhost:{gateway.HttpsPort}/api/socket.io/"), new HttpMessageInvoker(gateway.Handler()), Cancelled);
        return socket;
    }

    // The length of the next message, -1 for the close.
    private static async Task<int> ReadMessageAsync(ClientWebSocket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), Cancelled).AsTask().WaitAsync(_limit, Cancelled);
            length += received.Count;
            if (received.MessageType is WebSocketMessageType.Close)
            {
                return -1;
            }

            if (received.EndOfMessage)
            {
                return length;
            }
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Wasper.Tests.Gateway.Proxy.Direct;

/// <summary>How a WebSocket to the app is opened, and how it ends.</summary>
public sealed class SocketForwarderTests
{
    private const string Path = "/api/socket.io/?EIO=4&transport=websocket";
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const string Accepted =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_OverHttp11_IsTheClientsOwn()
    {
        var seen = new TaskCompletionSource<string>();
        await using var upstream = Upstream((head, _) =>
        {
            seen.TrySetResult(head);
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        await using var client = await gateway.ConnectAsync();

        await client.WriteAsync(Request("Sec-WebSocket-Extensions: permessage-deflate\r\nX-Real-IP: 1.2.3.4\r\n"), Cancelled);

        var head = await seen.Task.WaitAsync(_limit, Cancelled);
        Assert.StartsWith($"GET {Path} HTTP/1.1\r\nHost: localhost\r\n", head, StringComparison.Ordinal);
        Assert.Equal(("Upgrade", "websocket"), (RawClient.Header(head, "Connection"), RawClient.Header(head, "Upgrade")));
        Assert.Equal((Key, "permessage-deflate"), (RawClient.Header(head, "Sec-WebSocket-Key"), RawClient.Header(head, "Sec-WebSocket-Extensions")));
        Assert.Equal("127.0.0.1", RawClient.Header(head, "X-Real-IP"));
    }

    [Fact]
    public async Task Request_OverHttp2WithAKey_HasOneOfTheGatewaysOwn()
    {
        var seen = new TaskCompletionSource<string>();
        await using var upstream = Upstream((head, _) =>
        {
            seen.TrySetResult(head);
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        using var socket = Http2Socket();
        socket.Options.SetRequestHeader("Sec-WebSocket-Key", Key);

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(socket, gateway));

        var head = await seen.Task.WaitAsync(_limit, Cancelled);
        Assert.StartsWith($"GET {Path} HTTP/1.1\r\n", head, StringComparison.Ordinal);
        var key = Assert.Single(head.Split("\r\n"), line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Key, key, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\nhi")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.0 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")]
    public async Task Answer_ThatIsNoWebSocket_Is502(string answer)
    {
        await using var upstream = new ScriptedUpstream(answer);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        var response = await gateway.SendRawAsync(Encoding.Latin1.GetString(Request("", connection: "Upgrade, close")));

        Assert.StartsWith("HTTP/1.1 502 ", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ToTheGatewaysKeyAndWrong_Is502()
    {
        await using var upstream = new ScriptedUpstream(Accepted);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        using var socket = Http2Socket();

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(socket, gateway));

        Assert.Equal(HttpStatusCode.BadGateway, socket.HttpStatusCode);
    }

    [Fact]
    public async Task Answer_OrdinaryOne_LeavesTheConnectionToOtherRequests()
    {
        await using var upstream = new ScriptedUpstream("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno");
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        for (var i = 0; i < 2; i++)
        {
            var response = await gateway.SendRawAsync(Encoding.Latin1.GetString(Request("", connection: "Upgrade, close")));
            Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", response, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\nno", response, StringComparison.Ordinal);
        }

        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task Open_AppSpeaksAlongWithItsAnswerAndLeaves_AllOfItArrivesAndThenTheEnd()
    {
        await using var upstream = Upstream((_, stream) => stream.WriteAsync(Encoding.Latin1.GetBytes(Accepted + "\x81\x02hi"), Cancelled).AsTask());
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        await using var client = await gateway.ConnectAsync();

        await client.WriteAsync(Request(), Cancelled);

        using var reader = new StreamReader(client, Encoding.Latin1);
        var answer = await reader.ReadToEndAsync(Cancelled).WaitAsync(_limit, Cancelled);
        Assert.StartsWith("HTTP/1.1 101 Switching Protocols\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n\x81\x02hi", answer, StringComparison.Ordinal);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", RawClient.Header(answer, "Sec-WebSocket-Accept"));
    }

    [Fact]
    public async Task Close_ClientLeavesAfterItsLastWords_TheAppHearsThemAndThenTheEnd()
    {
        var heard = new TaskCompletionSource<string>();
        await using var upstream = Upstream(async (_, stream) =>
        {
            await ScriptedUpstream.WriteAsync(stream, Accepted);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            heard.SetResult(await reader.ReadToEndAsync(Cancelled));
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        await using (var client = await OpenAsync(gateway))
        {
            await client.WriteAsync("last words"u8.ToArray(), Cancelled);
        }

        Assert.Equal("last words", await heard.Task.WaitAsync(_limit, Cancelled));
    }

    [Fact]
    public async Task Close_AppGoesWithoutAWord_TheClientsConnectionEnds()
    {
        await using var upstream = Upstream(async (_, stream) =>
        {
            await ScriptedUpstream.WriteAsync(stream, Accepted);
            stream.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        await using var client = await OpenAsync(gateway);

        Assert.Equal(0, await client.ReadAsync(new byte[1], Cancelled).AsTask().WaitAsync(_limit, Cancelled));
    }

    [Fact]
    public async Task Silence_LongerThanTheLimit_EndsBothSides()
    {
        var ended = new TaskCompletionSource();
        await using var upstream = Upstream(async (_, stream) =>
        {
            await ScriptedUpstream.WriteAsync(stream, Accepted);
            await ((Task)stream.ReadAsync(new byte[1], Cancelled).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ended.SetResult();
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("UpstreamTimeoutSeconds", "1"));
        await using var client = await OpenAsync(gateway);

        Assert.Equal(0, await client.ReadAsync(new byte[1], Cancelled).AsTask().WaitAsync(_limit, Cancelled));
        await ended.Task.WaitAsync(_limit, Cancelled);
    }

    private static RawUpstream Upstream(Func<string, NetworkStream, Task> handle) => new(async (stream, cancellationToken) =>
    {
        if (await RawUpstream.ReadHeadAsync(stream, cancellationToken) is { Length: > 0 } head)
        {
            await handle(head, stream);
        }
    });

    private static byte[] Request(string more = "", string connection = "Upgrade") => Encoding.Latin1.GetBytes(
        $"GET {Path} HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Key}\r\n{more}\r\n");

    private static async Task<SslStream> OpenAsync(GatewayUnderTest gateway)
    {
        var client = await gateway.ConnectAsync();
        await client.WriteAsync(Request(), Cancelled);
        Assert.StartsWith("HTTP/1.1 101 ", await RawUpstream.ReadHeadAsync(client, Cancelled).WaitAsync(_limit, Cancelled), StringComparison.Ordinal);
        return client;
    }

    private static ClientWebSocket Http2Socket()
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        return socket;
    }

    private static Task ConnectAsync(ClientWebSocket socket, GatewayUnderTest gateway) =>
        socket.ConnectAsync(new Uri($"wss://localhost:{gateway.HttpsPort}{Path}"), new HttpMessageInvoker(gateway.Handler()), Cancelled);
}

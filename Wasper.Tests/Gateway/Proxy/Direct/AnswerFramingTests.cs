using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Wasper.Tests.Gateway.Proxy.Direct;

/// <summary>Where an answer of the app ends, what becomes of it on its way, and whether its connection is used again.</summary>
public sealed class AnswerFramingTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static readonly Uri _root = new("/", UriKind.Relative);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n", "hello")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n", "hello")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "")]
    [InlineData("GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("GET", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "")]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: \"a\"\r\n\r\n", "")]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", "")]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("POST", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    public async Task Answer_OfEveryForm_ArrivesAndItsConnectionIsUsedAgain(string method, string answer, string body)
    {
        await using var upstream = new ScriptedUpstream(answer);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), _root);
            using var response = await gateway.Client.SendAsync(request, Cancelled);

            Assert.Contains($" {(int)response.StatusCode} ", answer, StringComparison.Ordinal);
            Assert.Equal(body, await response.Content.ReadAsStringAsync(Cancelled));
        }

        Assert.Equal(1, upstream.Connections);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n?")]
    public async Task Answer_ConnectionNotToBeTrusted_IsNotUsedAgain(string answer)
    {
        await using var upstream = new ScriptedUpstream(answer);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        Assert.Equal("hello", await gateway.Client.GetStringAsync(_root, Cancelled));
        Assert.Equal("hello", await gateway.Client.GetStringAsync(_root, Cancelled));

        Assert.Equal(2, upstream.Connections);
    }

    [Fact]
    public async Task Answer_UpToTheEndOfTheConnection_Arrives()
    {
        await using var upstream = new ScriptedUpstream(async (_, stream) =>
        {
            await ScriptedUpstream.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhel");
            await ScriptedUpstream.WriteAsync(stream, "lo");
            return false;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        Assert.Equal("hello", await gateway.Client.GetStringAsync(_root, Cancelled));
        Assert.Equal("hello", await gateway.Client.GetStringAsync(_root, Cancelled));
    }

    [Fact]
    public async Task Answer_SplitAnywhere_IsTheSame()
    {
        const string Answer = "HTTP/1.1 200 OK\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\nX-T: 1\r\n\r\n";
        var split = 0;
        await using var upstream = new ScriptedUpstream(async (_, stream) =>
        {
            stream.Socket.NoDelay = true;
            await ScriptedUpstream.WriteAsync(stream, Answer[..split]);
            await Task.Yield();
            return await ScriptedUpstream.WriteAsync(stream, Answer[split..]);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        for (split = 1; split < Answer.Length; split++)
        {
            using var response = await gateway.Client.GetAsync(_root, Cancelled);

            Assert.Equal("hello", await response.Content.ReadAsStringAsync(Cancelled));
            Assert.Equal("1", Assert.Single(response.Headers.GetValues("X-A")));
        }

        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task Answer_DrippingByteByByte_Arrives()
    {
        await using var upstream = new ScriptedUpstream(async (_, stream) =>
        {
            stream.Socket.NoDelay = true;
            foreach (var one in "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            {
                await ScriptedUpstream.WriteAsync(stream, $"{one}");
                await Task.Yield();
            }

            return true;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        Assert.Equal("hello", await gateway.Client.GetStringAsync(_root, Cancelled));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Control: \u0001\r\n\r\n")]
    public async Task Answer_Ambiguous_IsBadGateway(string answer)
    {
        await using var upstream = new ScriptedUpstream(answer);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await gateway.Client.PostAsync(_root, new StringContent("a"), Cancelled);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("The app broke off the exchange. Try again in a moment.\n", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nx\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello")]
    public async Task Answer_NotWhole_LooksCutToTheClient(string answer)
    {
        await using var upstream = new ScriptedUpstream(async (_, stream) =>
        {
            await ScriptedUpstream.WriteAsync(stream, answer);
            return false;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.Client.GetStringAsync(_root, Cancelled));
    }

    [Theory]
    [InlineData(50_000, HttpStatusCode.OK)]
    [InlineData(70_000, HttpStatusCode.BadGateway)]
    public async Task Answer_HugeHead_HasALimit(int length, HttpStatusCode status)
    {
        var fields = string.Concat(Enumerable.Range(0, length / 1000).Select(i => $"X-{i:000}: {new string('x', 991)}\r\n"));
        await using var upstream = new ScriptedUpstream($"HTTP/1.1 200 OK\r\n{fields}Content-Length: 5\r\n\r\nhello");
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        var response = await gateway.SendRawAsync("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {(int)status} ", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_HeadBeforeItsBody_GoesOutAtOnce()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new ScriptedUpstream(async (_, stream) =>
        {
            await ScriptedUpstream.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
            await goOn.Task;
            return await ScriptedUpstream.WriteAsync(stream, "hello");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await gateway.Client.GetAsync(_root, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        goOn.SetResult();

        Assert.Equal("hello", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Answer_FieldsAboutTheConnection_StayBehind()
    {
        await using var upstream = new ScriptedUpstream(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive, X-Private\r\nKeep-Alive: timeout=72\r\nX-Private: 1\r\nX-Public: 1\r\n"
            + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nServer: nginx\r\nX-Powered-By: Express\r\n\r\n");
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await gateway.Client.GetAsync(_root, Cancelled);

        Assert.Equal(["a=1", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.True(response.Headers.Contains("X-Public"));
        Assert.All((string[])["Keep-Alive", "X-Private", "Server", "X-Powered-By"], name => Assert.False(response.Headers.Contains(name), name));
    }

    [Fact]
    public async Task Answer_Trailers_ReachTheHttp2Client()
    {
        await using var upstream = new ScriptedUpstream(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 42\r\nContent-Length: 1\r\n\r\n");
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var response = await gateway.Client.SendAsync(request, Cancelled);

        Assert.Equal("hello", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("42", Assert.Single(response.TrailingHeaders.GetValues("X-Sum")));
        Assert.False(response.TrailingHeaders.Contains("Content-Length"));
    }

    [Fact]
    public async Task Answer_OtherReasonPhrase_IsKept()
    {
        await using var upstream = new ScriptedUpstream("HTTP/1.1 299 Nearly OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await gateway.Client.GetAsync(_root, Cancelled);

        Assert.Equal("Nearly OK", response.ReasonPhrase);
    }

    [Fact]
    public async Task Connection_ClosedByTheAppWhileIdle_IsNotUsedAgain()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var close = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new RawUpstream(async (stream, cancellationToken) =>
        {
            await RawUpstream.ReadHeadAsync(stream, cancellationToken);
            await stream.WriteAsync(Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), cancellationToken);
            await close.Task.WaitAsync(cancellationToken);
            stream.Socket.Shutdown(SocketShutdown.Send);

            // The gateway's own end says that it has noticed.
            _ = await stream.ReadAsync(new byte[1], cancellationToken);
            closed.TrySetResult();
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        Assert.Equal("hello", await gateway.Client.GetStringAsync(_root, Cancelled));

        close.SetResult();
        await closed.Task.WaitAsync(_limit, Cancelled);

        using var response = await gateway.Client.PostAsync(_root, new StringContent("a"), Cancelled);
        Assert.Equal("hello", await response.Content.ReadAsStringAsync(Cancelled));
    }
}

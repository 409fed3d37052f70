using System.Net;
using System.Text;

namespace Wasper.Tests.Gateway.Proxy.Direct;

/// <summary>The bytes that the app is sent.</summary>
public sealed class RequestFramingTests
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Head_OfAClient_IsItsOwnWithoutWhatIsAboutTheConnection()
    {
        await using var upstream = new ScriptedUpstream(Answer);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        await gateway.SendRawAsync(
            "GET /x?y HTTP/1.1\r\nHost: localhost:8443\r\nConnection: X-Private\r\nX-Private: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
            + "Proxy-Connection: keep-alive\r\nX-List: a\r\nX-List: b, c\r\nCookie: a=1\r\nCookie: b=2\r\nAccept: */*\r\n\r\n"
            + "GET /last HTTP/1.1\r\nHost: localhost:8443\r\nConnection: close\r\n\r\n");

        var (_, head) = upstream.Requests.First();
        var lines = head.Split("\r\n");
        Assert.Equal(["GET /x?y HTTP/1.1", "Host: localhost:8443"], lines[..2]);
        Assert.Equal(["X-List: a", "X-List: b, c"], lines.Where(line => line.StartsWith("X-List", StringComparison.Ordinal)));
        Assert.Contains("Cookie: a=1; b=2", lines);
        Assert.Contains("Accept: */*", lines);
        Assert.All(
            (string[])["Connection", "Keep-Alive", "TE", "Proxy-Connection", "X-Private", "Transfer-Encoding", "Content-Length"],
            name => Assert.Null(RawClient.Header(head, name)));
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("DELETE", null)]
    [InlineData("POST", "0")]
    [InlineData("PUT", "0")]
    [InlineData("PATCH", "0")]
    public async Task Head_NoBody_SaysSoWhereOneIsExpected(string method, string? length)
    {
        await using var upstream = new ScriptedUpstream(Answer);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        await gateway.SendRawAsync($"{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        var (_, head) = Assert.Single(upstream.Requests);
        Assert.Equal(length, RawClient.Header(head, "Content-Length"));
        Assert.Null(RawClient.Header(head, "Transfer-Encoding"));
    }

    [Fact]
    public async Task Head_CookiesOfAnHttp2Client_AreOneField()
    {
        await using var upstream = new ScriptedUpstream(Answer);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Cookie", ["a=1", "b=2"]);

        using var response = await gateway.Client.SendAsync(request, Cancelled);

        var (_, head) = Assert.Single(upstream.Requests);
        Assert.Equal("a=1; b=2", RawClient.Header(head, "Cookie"));
        Assert.DoesNotContain("\r\n:", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1", true, 0)]
    [InlineData("1.1", true, 1)]
    [InlineData("1.1", true, 3_000_000)]
    [InlineData("1.1", false, 0)]
    [InlineData("1.1", false, 1)]
    [InlineData("1.1", false, 3_000_000)]
    [InlineData("2.0", true, 3_000_000)]
    [InlineData("2.0", false, 0)]
    [InlineData("2.0", false, 3_000_000)]
    public async Task Body_OfEveryForm_ArrivesAndItsConnectionIsUsedAgain(string version, bool declared, int length)
    {
        var bodies = new List<string>();
        await using var upstream = new ScriptedUpstream(async (head, stream) =>
        {
            bodies.Add(await BodyReader.ReadAsync(head, stream, Cancelled));
            return await ScriptedUpstream.WriteAsync(stream, Answer);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        var sent = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 23))));

        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/")
            {
                Version = Version.Parse(version),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new StreamContent(new MemoryStream(Encoding.Latin1.GetBytes(sent))),
            };
            request.Headers.TransferEncodingChunked = declared || version != "1.1" ? null : true;
            request.Content.Headers.ContentLength = declared ? length : null;
            using var response = await gateway.Client.SendAsync(request, Cancelled);
            Assert.Equal("hello", await response.Content.ReadAsStringAsync(Cancelled));
        }

        Assert.Equal([sent, sent, sent], bodies);
        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task Body_InPiecesWithPauses_ArrivesPieceByPiece()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new ScriptedUpstream(async (_, stream) =>
        {
            await stream.ReadExactlyAsync(new byte[3], Cancelled);
            first.SetResult();
            await stream.ReadExactlyAsync(new byte[2], Cancelled);
            return await ScriptedUpstream.WriteAsync(stream, Answer);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        await using var client = await gateway.ConnectAsync();

        await client.WriteAsync(Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5\r\n\r\nabc"), Cancelled);
        await first.Task.WaitAsync(_limit, Cancelled);

        Assert.EndsWith("hello", await RawClient.SendAsync(client, "de"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_ClientExpectsContinue_IsToldSoByTheGateway()
    {
        await using var upstream = new ScriptedUpstream(async (head, stream) =>
        {
            await BodyReader.ReadAsync(head, stream, Cancelled);
            return await ScriptedUpstream.WriteAsync(stream, Answer);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        await using var client = await gateway.ConnectAsync();

        await client.WriteAsync(
            Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"), Cancelled);
        var interim = await RawUpstream.ReadHeadAsync(client, Cancelled);
        var answer = await RawClient.SendAsync(client, "ab");

        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", interim);
        Assert.EndsWith("hello", answer, StringComparison.Ordinal);
        var (_, head) = Assert.Single(upstream.Requests);
        Assert.Null(RawClient.Header(head, "Expect"));
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\nhalf", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "no chunk\r\n")]
    public async Task Body_ClientBreaksOff_AppIsNotToldThatItIsWhole(string first, string second)
    {
        var head = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var body = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new ScriptedUpstream(async (_, stream) =>
        {
            head.SetResult();
            body.SetResult(await ReadToCloseAsync(stream));
            return false;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        await using (var client = await gateway.ConnectAsync())
        {
            await client.WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: localhost\r\n{first}"), Cancelled);
            await head.Task.WaitAsync(_limit, Cancelled);
            await client.WriteAsync(Encoding.ASCII.GetBytes(second), Cancelled);
        }

        Assert.Equal("half", (await body.Task.WaitAsync(_limit, Cancelled)).Trim('4', '\r', '\n'));
    }

    [Fact]
    public async Task Body_AppAnswersBeforeItsEnd_ClientGetsTheAnswerAndTheConnectionIsUsedAgain()
    {
        // As Node does it: the answer first, and the rest of the body is read and thrown away.
        await using var upstream = new ScriptedUpstream(async (head, stream) =>
        {
            await ScriptedUpstream.WriteAsync(stream, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
            await BodyReader.ReadAsync(head, stream, Cancelled);
            return true;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.Client.PostAsync(new Uri("/", UriKind.Relative), new ByteArrayContent(new byte[2_000_000]), Cancelled);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("no", await response.Content.ReadAsStringAsync(Cancelled));
        }

        Assert.Equal(1, upstream.Connections);
    }

    private static async Task<string> ReadToCloseAsync(Stream stream)
    {
        var read = new StringBuilder();
        var one = new byte[1];
        try
        {
            while (await stream.ReadAsync(one, Cancelled) > 0)
            {
                read.Append((char)one[0]);
            }
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }

        return read.ToString();
    }
}

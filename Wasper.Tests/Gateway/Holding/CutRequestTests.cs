using System.Net;
using System.Text;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway.Holding;

/// <summary>Exchanges that break: what is sent again, and what is not.</summary>
public sealed class CutRequestTests
{
    private const string InnerAnswer = "HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>";
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere";

    private static readonly Uri _root = new("/", UriKind.Relative);
    private static readonly (string, string) _hold = ("Hold:Seconds", "30");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(InnerAnswer)]
    [InlineData("")]
    public async Task Get_CutOnce_IsSentAgain(string first)
    {
        var requests = 0;
        await using var upstream = Upstream(head => IsHealth(head) || Interlocked.Increment(ref requests) > 1 ? Answer : first);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, _hold);

        Assert.Equal("here", await gateway.Client.GetStringAsync(_root, Cancelled));
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task Get_CutEveryTime_IsSentTwiceAndNoMore()
    {
        var requests = 0;
        await using var upstream = Upstream(head =>
        {
            requests += IsHealth(head) ? 0 : 1;
            return IsHealth(head) ? Answer : "";
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, _hold);

        using var response = await gateway.Client.GetAsync(_root, Cancelled);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(2, requests);
    }

    [Theory]
    [InlineData("POST", "/", InnerAnswer)]
    [InlineData("POST", "/", "")]
    [InlineData("GET", "/api/v1/webhooks/abc", "")]
    [InlineData("DELETE", "/x", "")]
    public async Task NotSafe_CutOnce_BadGatewayAndNotSentAgain(string method, string path, string first)
    {
        var requests = 0;
        await using var upstream = Upstream(head => IsHealth(head) || Interlocked.Increment(ref requests) > 1 ? Answer : first);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, _hold);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await gateway.Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.DoesNotContain("<html>", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(1, requests);
    }

    /// <summary>Its body has been read, and is not there a second time.</summary>
    [Theory]
    [InlineData("Content-Length: 4\r\n\r\nbody")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n")]
    public async Task GetWithABody_CutOnce_BadGatewayAndNotSentAgain(string body)
    {
        var requests = 0;
        await using var upstream = Upstream(head => IsHealth(head) || Interlocked.Increment(ref requests) > 1 ? Answer : "");
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, _hold);

        var response = await gateway.SendRawAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{body}");

        Assert.StartsWith("HTTP/1.1 502 ", response, StringComparison.Ordinal);
        Assert.Equal(1, requests);
    }

    [Theory]
    [InlineData("Content-Length: 0\r\n")]
    [InlineData("")]
    public async Task PostWithoutBody_CutOnAUsedConnection_IsNotSentAgain(string length)
    {
        // The second request takes the connection of the first; the app gets it and ends, and nothing listens any more.
        var posts = 0;
        RawUpstream? upstream = null;
        upstream = new RawUpstream(async (stream, cancellationToken) =>
        {
            while (await RawUpstream.ReadHeadAsync(stream, cancellationToken) is { Length: > 0 } head)
            {
                if (head.StartsWith("POST", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref posts);
                    return;
                }

                await stream.WriteAsync(Encoding.Latin1.GetBytes(Answer), cancellationToken);
            }
        });
        await using (upstream)
        {
            await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, _hold);
            Assert.Equal("here", await gateway.Client.GetStringAsync(_root, Cancelled));

            var response = await gateway.SendRawAsync($"POST / HTTP/1.1\r\nHost: localhost\r\n{length}Connection: close\r\n\r\n");

            Assert.StartsWith("HTTP/1.1 502 ", response, StringComparison.Ordinal);
            Assert.Equal(1, posts);
        }
    }

    [Fact]
    public async Task Post_AppGoneBetweenRequests_WaitsForTheNextOne()
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port, _hold);
        await using (await UpstreamApp.StartAsync(_ => Task.CompletedTask, port))
        {
            using var before = await gateway.Client.PostAsync(_root, new StringContent("a"), Cancelled);
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        var waiting = gateway.Client.PostAsync(_root, new StringContent("b"), Cancelled);
        await HoldTests.UntilWaitingAsync(gateway, 1);
        await using var upstream = await UpstreamApp.StartAsync(_ => Task.CompletedTask, port);

        using var after = await waiting;
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    private static bool IsHealth(string head) => head.StartsWith("GET /api/v1/health ", StringComparison.Ordinal);

    // One request per connection; an empty answer is none.
    private static RawUpstream Upstream(Func<string, string> answer) => new(async (stream, cancellationToken) =>
    {
        var head = await RawUpstream.ReadHeadAsync(stream, cancellationToken);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer(head).Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)), cancellationToken);
    });
}

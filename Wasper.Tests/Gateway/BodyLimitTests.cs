using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway;

public sealed class BodyLimitTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1", true)]
    [InlineData("1.1", false)]
    [InlineData("2.0", true)]
    [InlineData("2.0", false)]
    public async Task Post_ExactlyTheLimit_Arrives(string version, bool declared)
    {
        await using var upstream = await UpstreamApp.StartAsync(CountAsync);
        await using var gateway = await StartAsync(upstream.Port);

        using var response = await gateway.Client.SendAsync(Post(version, declared, Megabyte), Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"{Megabyte}", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData("1.1", true)]
    [InlineData("1.1", false)]
    [InlineData("2.0", true)]
    [InlineData("2.0", false)]
    public async Task Post_OverTheLimit_IsTooLarge(string version, bool declared)
    {
        await using var upstream = await UpstreamApp.StartAsync(CountAsync);
        await using var gateway = await StartAsync(upstream.Port);

        using var response = await gateway.Client.SendAsync(Post(version, declared, 20 * Megabyte), Cancelled);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("The request body is larger than this server takes.\n", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Post_DeclaredOverTheLimit_IsAnsweredBeforeTheBodyComes()
    {
        await using var upstream = await UpstreamApp.StartAsync(CountAsync);
        await using var gateway = await StartAsync(upstream.Port);
        await using var stream = await gateway.ConnectAsync();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {200L * Megabyte}\r\n\r\n"), Cancelled);
        var head = await RawUpstream.ReadHeadAsync(stream, Cancelled).WaitAsync(_limit, Cancelled);

        Assert.StartsWith("HTTP/1.1 413 ", head, StringComparison.Ordinal);
        Assert.Equal("close", RawClient.Header(head, "Connection"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_ClientSendsAllBeforeItReads_StillGetsTheAnswer(bool declared)
    {
        await using var upstream = await UpstreamApp.StartAsync(CountAsync);
        await using var gateway = await StartAsync(upstream.Port);

        Assert.StartsWith("HTTP/1.1 413 ", await SendAllThenReadAsync(gateway, declared), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ClientGoesOnSendingForAWhile_IsNotReset()
    {
        await using var upstream = await UpstreamApp.StartAsync(CountAsync);
        await using var gateway = await StartAsync(upstream.Port);
        await using var stream = await gateway.ConnectAsync();
        const int Parts = 7;

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Parts * Megabyte}\r\n\r\n"), Cancelled);
        for (var i = 0; i < Parts; i++)
        {
            await stream.WriteAsync(new byte[Megabyte], Cancelled);

            // Kestrel's own patience with a body that nobody reads is 5 s.
            await Task.Delay(TimeSpan.FromSeconds(1), Cancelled);
        }

        Assert.StartsWith("HTTP/1.1 413 ", await RawClient.SendAsync(stream, ""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_AppAnswers413AndCloses_Arrives(bool declared)
    {
        // What Activepieces does above its own limit, which is below the gateway's: the rest of the body meets a reset.
        await using var upstream = new RawUpstream(async (stream, cancellationToken) =>
        {
            await RawUpstream.ReadHeadAsync(stream, cancellationToken);
            await stream.WriteAsync("HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: 8\r\n\r\napp says"u8.ToArray(), cancellationToken);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        // The order of events is the kernel's: once is no proof.
        for (var i = 0; i < 10; i++)
        {
            var response = await SendAllThenReadAsync(gateway, declared);
            Assert.StartsWith("HTTP/1.1 413 ", response, StringComparison.Ordinal);
            Assert.EndsWith("app says", response, StringComparison.Ordinal);

            using var overHttp2 = await gateway.Client.SendAsync(Post("2.0", declared, 5 * Megabyte), Cancelled);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, overHttp2.StatusCode);
            Assert.Equal("app says", await overHttp2.Content.ReadAsStringAsync(Cancelled));
        }
    }

    private static Task<GatewayUnderTest> StartAsync(int upstreamPort) =>
        GatewayUnderTest.StartAsync(upstreamPort, ("MaxRequestBodyMegabytes", "1"));

    private static async Task CountAsync(HttpContext context)
    {
        var counted = 0L;
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            counted += read;
        }

        await context.Response.WriteAsync(counted.ToString(CultureInfo.InvariantCulture));
    }

    private static HttpRequestMessage Post(string version, bool declared, int length)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StreamContent(new MemoryStream(new byte[length])),
        };
        request.Headers.TransferEncodingChunked = declared || version != "1.1" ? null : true;
        request.Content.Headers.ContentLength = declared ? length : null;
        return request;
    }

    private static async Task<string> SendAllThenReadAsync(GatewayUnderTest gateway, bool declared)
    {
        const int Chunk = 64 * 1024;
        const int Chunks = 320;
        await using var stream = await gateway.ConnectAsync();
        var framing = declared ? $"Content-Length: {Chunk * Chunks}" : "Transfer-Encoding: chunked";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{framing}\r\n\r\n"), Cancelled);
        var chunk = declared ? new byte[Chunk] : [.. Encoding.ASCII.GetBytes($"{Chunk:x}\r\n"), .. new byte[Chunk], .. "\r\n"u8];
        for (var i = 0; i < Chunks; i++)
        {
            await stream.WriteAsync(chunk, Cancelled);
        }

        return await RawClient.SendAsync(stream, declared ? "" : "0\r\n\r\n");
    }
}

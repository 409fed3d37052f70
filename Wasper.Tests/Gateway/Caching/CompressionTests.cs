using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway.Caching;

/// <summary>Answers compressed on their way, as clients see them.</summary>
public sealed class CompressionTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);
    private static readonly string _text = string.Concat(Enumerable.Range(0, 3_000).Select(i => $"{{\"line\":{i}}}"));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("br", "1.1")]
    [InlineData("gzip", "1.1")]
    [InlineData("br", "2.0")]
    [InlineData("gzip", "2.0")]
    public async Task Answer_ClientAcceptsACoding_IsEncodedWithHeadersThatFit(string coding, string version)
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = _text.Length;
            context.Response.Headers.ETag = "\"tag\"";
            context.Response.Headers.AcceptRanges = "bytes";
            return context.Response.WriteAsync(_text);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await GetAsync(gateway, "/api/v1/flows", coding, request => request.Version = Version.Parse(version));

        Assert.Equal([coding], response.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], response.Headers.Vary);
        Assert.Equal("W/\"tag\"", response.Headers.ETag?.ToString());
        Assert.Empty(response.Headers.AcceptRanges);
        var body = await response.Content.ReadAsByteArrayAsync(Cancelled);
        Assert.True(body.Length < _text.Length / 3, $"{body.Length} of {_text.Length} bytes.");
        Assert.True(response.Content.Headers.ContentLength is null || response.Content.Headers.ContentLength == body.Length);
        Assert.Equal(_text, Encoding.UTF8.GetString(BodyEncoderTests.Decode(coding, body)));
    }

    [Fact]
    public async Task Answer_OfUnknownLengthInManyPieces_DecodesToTheSame()
    {
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            context.Response.ContentType = "text/html";
            for (var i = 0; i < 100; i++)
            {
                await context.Response.WriteAsync(_text);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        Assert.Equal(string.Concat(Enumerable.Repeat(_text, 100)), await DecodedAsync(gateway, "/", "br"));
    }

    [Theory]
    [InlineData("image/png", null, null, 200)]
    [InlineData("font/woff2", null, null, 200)]
    [InlineData(null, null, null, 200)]
    [InlineData("text/event-stream", null, null, 200)]
    [InlineData("text/html", "Cache-Control", "public, no-transform", 200)]
    [InlineData("text/html", "Content-Encoding", "zstd", 200)]
    [InlineData("text/html", "Content-Range", "bytes 0-99/100", 206)]
    [InlineData("text/html", "Set-Cookie", "session=1", 200)]
    public async Task Answer_NotToBeCompressed_IsAsTheAppSendsIt(string? type, string? header, string? value, int status)
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            if (header is not null)
            {
                context.Response.Headers[header] = value;
            }

            context.Response.Headers.ETag = "\"tag\"";
            context.Response.ContentLength = _text.Length;
            return context.Response.WriteAsync(_text);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await GetAsync(gateway, "/", "gzip, br");

        Assert.Equal(header == "Content-Encoding" ? [value!] : [], response.Content.Headers.ContentEncoding);
        Assert.Equal("\"tag\"", response.Headers.ETag?.ToString());
        Assert.Equal(_text.Length, response.Content.Headers.ContentLength);
        Assert.Equal(_text, await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Answer_TinyBody_IsAsTheAppSendsIt()
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 1000;
            return context.Response.WriteAsync(new string(' ', 1000));
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await GetAsync(gateway, "/", "gzip, br");

        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("application/json", "Cookie", "session=1", false)]
    [InlineData("application/json", "Authorization", "Basic dXNlcjpwYXNz", false)]
    [InlineData("application/json", "Authorization", "Bearer token", true)]
    [InlineData("text/javascript", "Cookie", "session=1", true)]
    public async Task Answer_BrowserAddsCredentialsByItself_OnlyWhatIsTheSameForEverybodyIsCompressed(string type, string header, string value, bool expected)
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(_text);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await GetAsync(gateway, "/", "br", request => request.Headers.Add(header, value));

        Assert.Equal(expected, response.Content.Headers.ContentEncoding.Contains("br"));
    }

    [Fact]
    public async Task Answer_PlainClient_GetsItPlainAndSaysVary()
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.Vary = "Origin";
            return context.Response.WriteAsync(_text);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await GetAsync(gateway, "/", "br;q=0, identity");

        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Equal(["Origin", "Accept-Encoding"], response.Headers.Vary);
        Assert.Equal(_text, await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Answer_CopyWithWeakTagStillGood_NotModifiedWithTheSameTag()
    {
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            context.Response.Headers.ETag = "\"tag\"";
            if (context.Request.Headers.IfNoneMatch == "W/\"tag\"")
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync(_text);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var first = await GetAsync(gateway, "/", "br");
        using var second = await GetAsync(gateway, "/", "br", request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Empty(second.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Answer_ToHead_HasNoCoding()
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.ContentLength = 5000;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await GetAsync(gateway, "/", "br", request => request.Method = HttpMethod.Head);

        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], response.Headers.Vary);
        Assert.Equal(5000, response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Answer_AppPauses_ClientHasWhatWasSaidBefore(string coding)
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync("first\n");
            await goOn.Task.WaitAsync(_limit);
            await context.Response.WriteAsync("second\n");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await GetAsync(gateway, "/", coding);
        using var reader = new StreamReader(BodyEncoderTests.Decoder(coding, await response.Content.ReadAsStreamAsync(Cancelled)));
        var first = await reader.ReadLineAsync(Cancelled).AsTask().WaitAsync(_limit, Cancelled);
        goOn.SetResult();

        Assert.Equal([coding], response.Content.Headers.ContentEncoding);
        Assert.Equal("first", first);
        Assert.Equal("second", await reader.ReadLineAsync(Cancelled));
        Assert.Null(await reader.ReadLineAsync(Cancelled));
    }

    [Theory]
    [InlineData("Content-Length: 100000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task Answer_AppBreaksOffInTheMiddle_ClientSeesThatItIsNotWhole(string framing)
    {
        await using var upstream = new RawUpstream(async (stream, cancellationToken) =>
        {
            await RawUpstream.ReadHeadAsync(stream, cancellationToken);
            var body = framing.StartsWith('C') ? "only this" : "9\r\nonly this\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n{framing}\r\n\r\n{body}"), cancellationToken);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            using var response = await GetAsync(gateway, "/", "br");
            await response.Content.ReadAsStringAsync(Cancelled).WaitAsync(_limit, Cancelled);
        });
    }

    [Fact]
    public async Task Answer_SwitchedOff_IsAsTheAppSendsIt()
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(_text);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Compression:Enabled", "false"));

        using var response = await GetAsync(gateway, "/", "br");

        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Empty(response.Headers.Vary);
    }

    [Fact]
    public async Task Answer_EmptyOfUnknownLength_IsEmpty()
    {
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.Body.FlushAsync();
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var response = await GetAsync(gateway, "/", "gzip");

        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancelled));
    }

    private static async Task<HttpResponseMessage> GetAsync(
        GatewayUnderTest gateway, string path, string accept, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Accept-Encoding", accept);
        change?.Invoke(request);
        return await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }

    private static async Task<string> DecodedAsync(GatewayUnderTest gateway, string path, string coding)
    {
        using var response = await GetAsync(gateway, path, coding);
        return Encoding.UTF8.GetString(BodyEncoderTests.Decode(coding, await response.Content.ReadAsByteArrayAsync(Cancelled)));
    }
}

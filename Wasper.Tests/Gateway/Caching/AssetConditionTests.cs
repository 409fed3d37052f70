using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Wasper.Tests.Gateway.Caching;

/// <summary>Conditional and range requests for an asset in memory (RFC 9110, 13 and 14).</summary>
public sealed class AssetConditionTests : IAsyncLifetime
{
    private const string LastModified = "Fri, 02 Jan 2026 03:04:05 GMT";

    private AssetUpstream _upstream = null!;
    private GatewayUnderTest _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await AssetUpstream.StartAsync();
        _gateway = await GatewayUnderTest.StartAsync(_upstream.Port);
        using var first = await _gateway.GetAssetAsync();
        using var compressed = await _gateway.GetCodedAsync("br");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("If-None-Match", "\"abc\"", 304)]
    [InlineData("If-None-Match", "W/\"abc\"", 304)]
    [InlineData("If-None-Match", "\"abc-br\"", 304)]
    [InlineData("If-None-Match", "\"other\", \"abc-gzip\"", 304)]
    [InlineData("If-None-Match", "*", 304)]
    [InlineData("If-None-Match", "\"other\"", 200)]
    [InlineData("If-None-Match", "\"abc-zstd\"", 200)]
    [InlineData("If-None-Match", "abc", 200)]
    [InlineData("If-Modified-Since", LastModified, 304)]
    [InlineData("If-Modified-Since", "Sat, 03 Jan 2026 03:04:05 GMT", 304)]
    [InlineData("If-Modified-Since", "Thu, 01 Jan 2026 03:04:05 GMT", 200)]
    [InlineData("If-Modified-Since", "yesterday", 200)]
    [InlineData("If-Match", "\"abc\"", 200)]
    [InlineData("If-Match", "*", 200)]
    [InlineData("If-Match", "W/\"abc\"", 412)]
    [InlineData("If-Match", "\"other\"", 412)]
    [InlineData("If-Unmodified-Since", LastModified, 200)]
    [InlineData("If-Unmodified-Since", "Thu, 01 Jan 2026 03:04:05 GMT", 412)]
    public async Task Request_WithCondition_IsAnsweredByIt(string header, string value, int expected)
    {
        using var response = await GetAsync((header, value));

        Assert.Equal((HttpStatusCode)expected, response.StatusCode);
        Assert.True(response.IsFromCache());
        Assert.Equal(expected == 200 ? AssetUpstream.Script : "", await response.ReadAsync());
        Assert.Equal(1, _upstream.Count);
    }

    [Fact]
    public async Task NotModified_CopyKnownByATag_ConfirmsThatTag()
    {
        using var response = await GetAsync(("If-None-Match", "\"other\", W/\"abc\""));

        Assert.Equal("W/\"abc\"", response.Headers.ETag?.ToString());
        Assert.Equal(["Accept-Encoding"], response.Headers.Vary);
    }

    [Theory]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=100-", 100, -1)]
    [InlineData("bytes=-100", -100, 100)]
    [InlineData("bytes=0-99999999", 0, -1)]
    [InlineData("bytes=-99999999", 0, -1)]
    [InlineData("BYTES=5-5", 5, 1)]
    public async Task Request_OneRange_GetsThatPart(string range, int offset, int count)
    {
        var length = AssetUpstream.Script.Length;
        offset = offset < 0 ? length + offset : offset;
        count = count < 0 ? length - offset : count;

        using var response = await GetAsync(("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(offset, offset + count - 1, length), response.Content.Headers.ContentRange);
        Assert.Equal(count, response.Content.Headers.ContentLength);
        Assert.Equal(AssetUpstream.Script.Substring(offset, count), await response.ReadAsync());
    }

    [Theory]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("lines=0-1")]
    [InlineData("bytes=5-1")]
    [InlineData("bytes=")]
    public async Task Request_RangeThatIsNoneOrSeveral_GetsTheWhole(string range)
    {
        using var response = await GetAsync(("Range", range));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(AssetUpstream.Script, await response.ReadAsync());
    }

    [Theory]
    [InlineData("bytes=99999999-")]
    [InlineData("bytes=-0")]
    public async Task Request_RangeBeyondTheEnd_IsNotSatisfiable(string range)
    {
        using var response = await GetAsync(("Range", range));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal($"bytes */{AssetUpstream.Script.Length}", response.Content.Headers.ContentRange?.ToString());
    }

    [Theory]
    [InlineData("\"abc\"", 206)]
    [InlineData("\"abc-br\"", 200)]
    [InlineData("W/\"abc\"", 200)]
    [InlineData("\"other\"", 200)]
    [InlineData(LastModified, 206)]
    [InlineData("Thu, 01 Jan 2026 03:04:05 GMT", 200)]
    public async Task Request_RangeOfACopy_OnlyOfOneThatIsTheSame(string condition, int expected)
    {
        using var response = await GetAsync(("Range", "bytes=0-9"), ("If-Range", condition));

        Assert.Equal((HttpStatusCode)expected, response.StatusCode);
    }

    [Fact]
    public async Task Request_RestOfACompressedCopy_FitsToIt()
    {
        using var whole = await _gateway.GetCodedAsync("br");
        var expected = await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        using var response = await _gateway.GetAssetAsync("br", request =>
        {
            request.Headers.TryAddWithoutValidation("Range", "bytes=100-");
            request.Headers.TryAddWithoutValidation("If-Range", whole.Headers.ETag!.ToString());
        });

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(["br"], response.Content.Headers.ContentEncoding);
        Assert.Equal(expected[100..], await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Head_HasTheHeadersOfGetAndNoBody()
    {
        var raw = await _gateway.SendRawAsync(
            $"HEAD {AssetUpstream.Path} HTTP/1.1\r\nHost: localhost:{_gateway.HttpsPort}\r\nAccept-Encoding: br\r\nRange: bytes=0-9\r\nConnection: close\r\n\r\n");
        using var get = await _gateway.GetCodedAsync("br");

        Assert.StartsWith("HTTP/1.1 200 ", raw, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", raw, StringComparison.Ordinal);
        Assert.Equal($"{get.Content.Headers.ContentLength}", RawClient.Header(raw, "Content-Length"));
        Assert.Equal("\"abc-br\"", RawClient.Header(raw, "ETag"));
        Assert.Equal("br", RawClient.Header(raw, "Content-Encoding"));
    }

    private Task<HttpResponseMessage> GetAsync(params (string Name, string Value)[] headers) => _gateway.GetAssetAsync("identity", request =>
    {
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }
    });
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Wasper.Gateway.Proxy;

namespace Wasper.Tests.Gateway.Caching;

/// <summary>What is kept in memory, and what is not.</summary>
public sealed class AssetCacheTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Asset_AskedForAgain_ComesFromMemory(string version)
    {
        await using var upstream = await AssetUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var first = await gateway.GetAssetAsync(change: request => request.Version = Version.Parse(version));
        using var second = await gateway.GetAssetAsync(change: request => request.Version = Version.Parse(version));

        Assert.Equal(1, upstream.Count);
        Assert.False(first.IsFromCache());
        Assert.True(second.IsFromCache());
        Assert.Equal(AssetUpstream.Script, await first.ReadAsync());
        Assert.Equal(AssetUpstream.Script, await second.ReadAsync());
        Assert.Equal(AssetUpstream.Script.Length, second.Content.Headers.ContentLength);
        Assert.Equal("\"abc\"", second.Headers.ETag?.ToString());
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.Equal(first.Content.Headers.LastModified, second.Content.Headers.LastModified);
        Assert.Equal(first.Headers.CacheControl, second.Headers.CacheControl);
        Assert.Equal(["Accept-Encoding"], second.Headers.Vary);
    }

    [Fact]
    public async Task Asset_FromMemory_HasTheSecurityHeadersOnce()
    {
        await using var upstream = await AssetUpstream.StartAsync(context =>
        {
            context.Response.Headers.XFrameOptions = "ALLOWALL";
            return Task.FromResult(false);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var first = await gateway.GetAssetAsync();
        using var second = await gateway.GetAssetAsync();

        Assert.True(second.IsFromCache());
        foreach (var name in new[] { "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options" })
        {
            Assert.Equal(first.Headers.TryGetValues(name, out var expected) ? expected : [], second.Headers.TryGetValues(name, out var values) ? values : []);
        }

        Assert.Single(second.Headers.GetValues("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Asset_ClientAcceptsACoding_GetsTheFormMadeOnceWithATagOfItsOwn(string coding)
    {
        await using var upstream = await AssetUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var first = await gateway.GetAssetAsync(coding);
        using var stored = await gateway.GetCodedAsync(coding);
        using var again = await gateway.GetCodedAsync(coding);

        Assert.Equal(AssetUpstream.Script, await first.ReadAsync());
        Assert.Equal(AssetUpstream.Script, await stored.ReadAsync());
        Assert.Equal($"\"abc-{coding}\"", stored.Headers.ETag?.ToString());
        Assert.Equal(["Accept-Encoding"], stored.Headers.Vary);
        Assert.True(stored.Content.Headers.ContentLength < AssetUpstream.Script.Length / 4);
        Assert.Equal(await stored.Content.ReadAsByteArrayAsync(Cancelled), await again.Content.ReadAsByteArrayAsync(Cancelled));
        Assert.Equal(1, upstream.Count);
    }

    [Fact]
    public async Task Asset_CompressionSwitchedOff_IsKeptPlain()
    {
        await using var upstream = await AssetUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Compression:Enabled", "false"));

        using var first = await gateway.GetAssetAsync("br");
        using var second = await gateway.GetAssetAsync("br");

        Assert.True(second.IsFromCache());
        Assert.Empty(first.Content.Headers.ContentEncoding);
        Assert.Empty(second.Content.Headers.ContentEncoding);
        Assert.Empty(second.Headers.Vary);
    }

    [Fact]
    public async Task Asset_CacheSwitchedOff_ComesFromTheAppEachTime()
    {
        await using var upstream = await AssetUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Cache:MaxMegabytes", "0"));

        using var first = await gateway.GetAssetAsync("br");
        using var second = await gateway.GetAssetAsync("br");

        Assert.Equal(2, upstream.Count);
        Assert.Equal(["br"], second.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("Cache-Control", "max-age=120")]
    [InlineData("Cache-Control", "private, max-age=31536000, immutable")]
    [InlineData("Cache-Control", "no-store, max-age=31536000, immutable")]
    [InlineData("Cache-Control", "no-cache, max-age=31536000, immutable")]
    [InlineData("Cache-Control", "private=\"x\", max-age=31536000, immutable")]
    [InlineData("Cache-Control", "max-age=0, immutable")]
    [InlineData("Cache-Control", "immutable")]
    [InlineData("Cache-Control", "max-age=31536000, s-maxage=0, immutable")]
    [InlineData("Cache-Control", "max-age=31536000, not-immutable")]
    [InlineData("Set-Cookie", "session=1")]
    [InlineData("Vary", "Cookie")]
    [InlineData("Vary", "Accept-Encoding, Origin")]
    [InlineData("Vary", "*")]
    [InlineData("Content-Encoding", "zstd")]
    [InlineData("Content-Type", "text/html; charset=utf-8")]
    [InlineData("Content-Type", "TEXT/HTML")]
    public async Task Answer_ByItsHeadersNotForEverybodyForever_IsNotKept(string header, string value)
    {
        await using var upstream = await AssetUpstream.StartAsync(context =>
        {
            context.Response.Headers[header] = value;
            return Task.FromResult(false);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var first = await gateway.GetAssetAsync();
        using var second = await gateway.GetAssetAsync();

        Assert.Equal(2, upstream.Count);
        Assert.Equal(AssetUpstream.Script, await second.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(203)]
    public async Task Answer_NotOk_IsNotKept(int status)
    {
        await using var upstream = await AssetUpstream.StartAsync(context =>
        {
            // As nginx does with `always`: the index page with the headers of the place where something is missing.
            context.Response.StatusCode = status;
            return Task.FromResult(false);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var first = await gateway.GetAssetAsync();
        using var second = await gateway.GetAssetAsync();

        Assert.Equal(2, upstream.Count);
        Assert.Equal((HttpStatusCode)status, second.StatusCode);
    }

    [Theory]
    [InlineData("/assets/index-BxYz1234.js?user=1")]
    [InlineData("/assets/index.js")]
    public async Task Answer_UnderANameWithoutHash_IsNotKept(string path)
    {
        await using var upstream = await AssetUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var first = await gateway.GetAssetAsync(path: path);
        using var second = await gateway.GetAssetAsync(path: path);

        Assert.False(second.IsFromCache());
        Assert.Equal(AssetUpstream.Script, await second.ReadAsync());
    }

    [Fact]
    public async Task Answer_OfUnknownLength_IsNotKept()
    {
        await using var upstream = await AssetUpstream.StartAsync(context =>
        {
            context.Response.ContentLength = null;
            return Task.FromResult(false);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var first = await gateway.GetAssetAsync();
        using var second = await gateway.GetAssetAsync();

        Assert.Equal(2, upstream.Count);
    }

    [Fact]
    public async Task Request_WithAuthorization_NeitherFillsNorIsAnsweredFromMemory()
    {
        await using var upstream = await AssetUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        static void Authorize(HttpRequestMessage request) => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "token");

        using var first = await gateway.GetAssetAsync(change: Authorize);
        using var second = await gateway.GetAssetAsync();
        using var third = await gateway.GetAssetAsync(change: Authorize);

        Assert.Equal(3, upstream.Count);
        Assert.False(second.IsFromCache());
        Assert.False(third.IsFromCache());
    }

    [Fact]
    public async Task Request_GetWithABody_FillsNothing()
    {
        await using var upstream = await AssetUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var first = await gateway.GetAssetAsync(change: request => request.Content = new StringContent("other"));
        using var second = await gateway.GetAssetAsync();

        Assert.False(second.IsFromCache());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    public async Task Request_OtherMethods_GoToTheApp(string method)
    {
        await using var upstream = await AssetUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        using var first = await gateway.GetAssetAsync();
        using var second = await gateway.GetAssetAsync(change: request => request.Method = new HttpMethod(method));

        Assert.Equal(2, upstream.Count);
    }

    [Fact]
    public async Task Request_AnotherHost_IsAnotherAsset()
    {
        await using var upstream = await AssetUpstream.StartAsync(async context =>
        {
            var body = Encoding.ASCII.GetBytes($"// {context.Request.Headers["X-Forwarded-Host"]}");
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body);
            return true;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        string[] hosts = ["one.example", "two.example", "ONE.example"];
        var bodies = new List<string>();
        foreach (var host in hosts)
        {
            var response = await gateway.SendRawAsync(
                $"GET {AssetUpstream.Path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n");
            bodies.Add(response.Split("\r\n\r\n")[1]);
        }

        Assert.Equal(["// one.example", "// two.example", "// one.example"], bodies);
        Assert.Equal(2, upstream.Count);
    }

    [Fact]
    public async Task Asset_OfAnotherVersionOfTheApp_IsAskedForAnew()
    {
        var version = "1";
        await using var upstream = await AssetUpstream.StartAsync(async context =>
        {
            if (context.Request.Path != "/")
            {
                return false;
            }

            var page = Encoding.ASCII.GetBytes($"<html>{version}</html>");
            context.Response.ContentType = "text/html";
            context.Response.ContentLength = page.Length;
            context.Response.Headers.ETag = $"\"{version}\"";
            await context.Response.Body.WriteAsync(page);
            return true;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        var page = gateway.Services.GetRequiredService<AppPage>();
        Assert.True(await page.CheckAsync().WaitAsync(_limit, Cancelled));
        using var first = await gateway.GetAssetAsync();

        Assert.True(await page.CheckAsync().WaitAsync(_limit, Cancelled));
        using var same = await gateway.GetAssetAsync();
        version = "2";
        Assert.True(await page.CheckAsync().WaitAsync(_limit, Cancelled));
        using var other = await gateway.GetAssetAsync();

        Assert.True(same.IsFromCache());
        Assert.False(other.IsFromCache());
    }
}

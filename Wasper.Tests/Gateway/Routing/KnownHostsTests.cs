using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway.Routing;

public sealed class KnownHostsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", "wasper.example.com", 200)]
    [InlineData("/", "WASPER.example.COM", 200)]
    [InlineData("/", "wasper.example.com:8443", 200)]
    [InlineData("/", "wasper.example.com.", 200)]
    [InlineData("https://wasper.example.com/", "wasper.example.com", 200)]
    [InlineData("/", "localhost", 200)]
    [InlineData("/", "127.0.0.1:8443", 200)]
    [InlineData("/", "[::1]:8443", 200)]
    [InlineData("/", "evil.example", 421)]
    [InlineData("/", "x.wasper.example.com", 421)]
    [InlineData("/", "wasper.example.com.evil.example", 421)]
    [InlineData("/", "wasper.example.com..", 421)]
    [InlineData("/", "192.0.2.7", 421)]
    [InlineData("/", "", 400)]
    [InlineData("https://evil.example/", "evil.example", 421)]
    [InlineData("https://wasper.example.com/", "evil.example", 400)]
    [InlineData("https://evil.example/", "wasper.example.com", 400)]
    [InlineData("/health", "192.0.2.7", 200)]
    public async Task Https_DomainsSet_OnlyTheyReachTheApp(string target, string host, int status)
    {
        var seen = 0;
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            Interlocked.Increment(ref seen);
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Domains:0", "wasper.example.com"));

        var response = await gateway.SendRawAsync($"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        Assert.Equal(status == 200 && target != "/health" ? 1 : 0, seen);
    }

    [Theory]
    [InlineData("/x", "wasper.example.com", 308)]
    [InlineData("/x", "evil.example", 404)]
    [InlineData("/x", "192.0.2.7", 404)]
    [InlineData("/health", "192.0.2.7", 200)]
    [InlineData("/health", "evil.example", 200)]
    public async Task Http_DomainsSet_OnlyTheyAreRedirected(string target, string host, int status)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(9, ("Domains:0", "wasper.example.com"));

        var response = await RawClient.SendAsync(gateway.HttpPort, $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        Assert.Equal(status == 308, RawClient.Header(response, "Location") is not null);
    }

    /// <summary>HTTP/1.0 knows no Host. HAProxy's health checks are written in it.</summary>
    [Theory]
    [InlineData("http", "/health", 200)]
    [InlineData("https", "/health", 200)]
    [InlineData("http", "/x", 400)]
    [InlineData("https", "/x", 400)]
    public async Task Http10_WithoutHost_IsGoodForTheHealthAlone(string scheme, string target, int status)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(9);
        var request = $"GET {target} HTTP/1.0\r\n\r\n";

        var response = scheme == "http" ? await RawClient.SendAsync(gateway.HttpPort, request) : await gateway.SendRawAsync(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        Assert.Null(RawClient.Header(response, "Location"));
    }

    [Fact]
    public async Task Https_LoopbackNameFromElsewhere_IsUnknown()
    {
        await using var upstream = await UpstreamApp.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayUnderTest.StartAsync(
            upstream.Port, ("Domains:0", "wasper.example.com"), ("TrustedProxies:0", "127.0.0.1"));

        var response = await gateway.SendRawAsync("GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 198.51.100.7\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 421 ", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wasper.example.com", 200)]
    [InlineData("evil.example", 421)]
    public async Task Http2_Authority_IsTheHost(string authority, int status)
    {
        await using var upstream = await UpstreamApp.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Domains:0", "wasper.example.com"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { Host = authority },
        };

        using var handler = gateway.Handler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) =>
            errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNameMismatch;
        using var client = new HttpClient(handler) { BaseAddress = gateway.Client.BaseAddress };

        using var response = await client.SendAsync(request, Cancelled);

        Assert.Equal(status, (int)response.StatusCode);
    }
}

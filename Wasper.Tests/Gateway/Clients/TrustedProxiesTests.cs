using System.Net;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Clients;

namespace Wasper.Tests.Gateway.Clients;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("203.0.113.9, 198.51.100.7", "198.51.100.7")]
    [InlineData("203.0.113.9|198.51.100.7", "198.51.100.7")]
    [InlineData("198.51.100.7, 10.0.0.2, 10.0.0.3", "198.51.100.7")]
    [InlineData("198.51.100.7|10.0.0.2|10.0.0.3", "198.51.100.7")]
    [InlineData("10.0.0.4, 10.0.0.2", "10.0.0.4")]
    [InlineData("198.51.100.7:49152", "198.51.100.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("[2001:db8::7]:443", "2001:db8::7")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("198.51.100.7, unknown", "10.0.0.1")]
    [InlineData("198.51.100.7, unknown, 10.0.0.2", "10.0.0.2")]
    [InlineData("198.51.100.7,", "10.0.0.1")]
    [InlineData("", "10.0.0.1")]
    [InlineData("127.1", "10.0.0.1")]
    [InlineData("0x7f000001", "10.0.0.1")]
    [InlineData("_hidden, _secret", "10.0.0.1")]
    public async Task ClientOf_Chain_IsTheRightMostThatIsNotTrusted(string chain, string expected)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(9, ("TrustedProxies:0", "10.0.0.0/8"));
        var proxies = gateway.Service<TrustedProxies>();

        Assert.Equal(IPAddress.Parse(expected), proxies.ClientOf(IPAddress.Parse("10.0.0.1"), chain.Split('|')));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9, 198.51.100.7", "198.51.100.7")]
    [InlineData("CF-Connecting-IP", "198.51.100.7", "198.51.100.7")]
    public async Task Forward_TrustedPeer_TheAppSeesTheClient(string header, string value, string expected)
    {
        await using var upstream = await UpstreamApp.StartAsync(EchoClient);
        await using var gateway = await GatewayUnderTest.StartAsync(
            upstream.Port, ("TrustedProxies:0", "127.0.0.1"), ("ClientAddressHeader", header));

        var response = await gateway.SendRawAsync($"GET / HTTP/1.1\r\nHost: localhost\r\n{header}: {value}\r\nConnection: close\r\n\r\n");

        Assert.Contains($"<{expected}|{expected}|https|localhost>", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_PeerThatIsNotTrusted_IsTheClient()
    {
        await using var upstream = await UpstreamApp.StartAsync(EchoClient);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("TrustedProxies:0", "192.0.2.0/24"));

        var response = await gateway.SendRawAsync(
            "GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: http\r\nConnection: close\r\n\r\n");

        Assert.Contains("<127.0.0.1|127.0.0.1|https|localhost>", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HttpPort_TrustedProxyThatTookHttps_GetsTheApp()
    {
        await using var upstream = await UpstreamApp.StartAsync(EchoClient);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("TrustedProxies:0", "127.0.0.1"));

        var response = await RawClient.SendAsync(
            gateway.HttpPort, "GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n");

        Assert.Contains("<198.51.100.7|198.51.100.7|https|a.example>", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HttpsPort_TrustedProxyThatTookHttp_SendsTheClientToHttps()
    {
        await using var upstream = await UpstreamApp.StartAsync(EchoClient);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("TrustedProxies:0", "127.0.0.1"), ("PublicHttpsPort", "443"));

        var response = await gateway.SendRawAsync("GET /x HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-Proto: http\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 308 ", response, StringComparison.Ordinal);
        Assert.Equal("https://a.example/x", RawClient.Header(response, "Location"));
    }

    [Fact]
    public async Task HttpPort_StrangersProxyThatTookHttps_IsToldInsteadOfSentInCircles()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(9);

        var response = await RawClient.SendAsync(
            gateway.HttpPort, "GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 502 ", response, StringComparison.Ordinal);
        Assert.Contains("Gateway:TrustedProxies", response, StringComparison.Ordinal);
    }

    private static Task EchoClient(HttpContext context)
    {
        var headers = context.Request.Headers;
        return context.Response.WriteAsync(
            $"<{headers["X-Real-IP"]}|{headers["X-Forwarded-For"]}|{headers["X-Forwarded-Proto"]}|{headers["X-Forwarded-Host"]}>");
    }
}

using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Protection;

namespace Wasper.Tests.Gateway.Protection;

public sealed class RateLimitTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_BeyondTheBurst_AreToldWhenToComeBack()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("RateLimit:RequestsPerMinute", "1"), ("RateLimit:Burst", "3"));
        using var refusals = new CountedRefusals(gateway);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative), Cancelled);
            statuses.Add(response.StatusCode);
            if (response.StatusCode is HttpStatusCode.TooManyRequests)
            {
                Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            }
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal([Refusal.Rate], refusals.Reasons);

        // Senders of webhooks come from one address and do not try again.
        using var webhook = await gateway.Client.GetAsync(new Uri("/api/v1/webhooks/1", UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.OK, webhook.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/authentication/sign-in")]
    [InlineData("/api//v1/%61uthentication/./sign-in?x=/../")]
    [InlineData("/api/v1/webhooks/../authentication/sign-in")]
    public async Task SignIn_AnySpelling_HasALimitOfItsOwn(string target)
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("RateLimit:SignInsPerMinute", "1"), ("RateLimit:SignInBurst", "1"));

        Assert.Equal("200", await PostAsync("/api/v1/authentication/sign-in"));
        Assert.Equal("429", await PostAsync(target));
        Assert.Equal("200", await PostAsync("/api/v1/flows"));

        async Task<string> PostAsync(string path) =>
            (await gateway.SendRawAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")).Split(' ')[1];
    }

    [Fact]
    public async Task Requests_BehindATrustedProxy_AreCountedByClient()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = await GatewayUnderTest.StartAsync(
            upstream.Port, ("RateLimit:RequestsPerMinute", "1"), ("RateLimit:Burst", "1"), ("TrustedProxies:0", "127.0.0.1"));

        Assert.Equal(200, await GetAsync("192.0.2.1"));
        Assert.Equal(429, await GetAsync("192.0.2.1"));
        Assert.Equal(200, await GetAsync("2001:db8::1"));
        Assert.Equal(429, await GetAsync("2001:db8::2"));

        async Task<int> GetAsync(string client) => int.Parse(
            (await gateway.SendRawAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n\r\n")).Split(' ')[1],
            CultureInfo.InvariantCulture);
    }
}

using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Protection;

namespace Wasper.Tests.Gateway.Protection;

public sealed class AllowListTests
{
    [Theory]
    [InlineData("/sign-in", 403)]
    [InlineData("/Sign-In?x", 403)]
    [InlineData("/api/v1/authentication/sign-in", 403)]
    [InlineData("//api///v1/authentication/sign-in", 403)]
    [InlineData("/api/v1/%61uthentication/sign-in", 403)]
    [InlineData("/api%2Fv1%2fauthentication/sign-in", 403)]
    [InlineData("/x/..%2fapi/v1/authentication", 403)]
    [InlineData("/x/%2e%2e/platform/users", 403)]
    [InlineData("https://localhost/platform", 403)]
    [InlineData("/", 200)]
    [InlineData("/sign-in-help", 200)]
    [InlineData("/api/v1/webhooks/1", 200)]
    [InlineData("/api/v1/flows?x=/platform", 200)]
    public async Task Path_FromElsewhere_IsForbiddenWhereItIsListed(string target, int status)
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("AllowList:Networks:0", "192.0.2.0/24"));
        using var refusals = new CountedRefusals(gateway);

        var answer = await gateway.SendRawAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Equal(status == 403 ? [Refusal.NotAllowed] : [], refusals.Reasons);
    }

    [Theory]
    [InlineData("192.0.2.7", 200)]
    [InlineData("198.51.100.1", 403)]
    public async Task Path_BehindATrustedProxy_IsOpenToTheListedNetworks(string client, int status)
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = await GatewayUnderTest.StartAsync(
            upstream.Port, ("AllowList:Networks:0", "192.0.2.0/24"), ("AllowList:Paths:0", "/x"), ("TrustedProxies:0", "127.0.0.1"));

        var answer = await gateway.SendRawAsync($"GET /x/y HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_Default_HoldSignInAndAdministration()
    {
        Assert.True(TestOptions.Read().AllowList.Networks.IsEmpty);
        Assert.Contains("/api/v1/authentication", TestOptions.Read().AllowList.Paths);
        Assert.DoesNotContain(TestOptions.Read().AllowList.Paths, path => "/api/v1/webhooks".StartsWith(path, StringComparison.Ordinal));
    }
}

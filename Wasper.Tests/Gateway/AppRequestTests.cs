using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Wasper.Tests.Gateway;

/// <summary>What the app sees of a request.</summary>
public sealed class AppRequestTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/a%2Fb/c%5Cd")]
    [InlineData("/a/../b/./c//d")]
    [InlineData("/%2e%2e/%2E%2e/x")]
    [InlineData("/%7Euser/~user;p=1/@:!$&'()*+,=")]
    [InlineData("/x?q=%41%2f%zz&b=[1]|{}&c=/../?")]
    [InlineData("/x?")]
    [InlineData("//other.example/x")]
    public async Task Forward_AnyTarget_ArrivesByteForByte(string target)
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
            context.Response.WriteAsync("<" + context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget + ">"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        var response = await gateway.SendRawAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.Contains($"<{target}>", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_TargetWithSchemeAndHost_ArrivesAsPath()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync(
            $"<{context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget} of {context.Request.Host}>"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        var response = await gateway.SendRawAsync("GET https://localhost/x?a=b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.Contains("</x?a=b of localhost>", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Forward_HostOfTheClient_IsKept(string version)
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync(context.Request.Host.Value!));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Domains:0", "wasper.example.com"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { Host = "wasper.example.com:8443" },
        };

        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(Version.Parse(version), response.Version);
        Assert.Equal("wasper.example.com:8443", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Forward_ClientClaimsToBeSomeoneElse_IsOverwritten()
    {
        await using var upstream = await UpstreamApp.StartAsync(EchoHeaders);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        var response = await gateway.SendRawAsync(
            "GET / HTTP/1.1\r\nHost: wasper.example.com\r\nConnection: close, X-Real-IP, X-Forwarded-For\r\n"
            + "X-Real-IP: 192.0.2.1\r\nx-real-ip: 192.0.2.2\r\nX-Forwarded-For: 192.0.2.3, 192.0.2.4\r\nX-Forwarded-For: 192.0.2.5\r\n"
            + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Port: 1\r\nX-Forwarded-Prefix: /evil\r\n"
            + "Forwarded: for=192.0.2.6\r\n\r\n");

        Assert.Contains("\nX-Real-IP=127.0.0.1\n", response, StringComparison.Ordinal);
        Assert.Contains("\nX-Forwarded-For=127.0.0.1\n", response, StringComparison.Ordinal);
        Assert.Contains("\nX-Forwarded-Proto=https\n", response, StringComparison.Ordinal);
        Assert.Contains("\nX-Forwarded-Host=wasper.example.com\n", response, StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2.", response, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", response, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Forwarded-Port", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_TraceHeadersOfTheClient_AreReplaced()
    {
        await using var upstream = await UpstreamApp.StartAsync(EchoHeaders);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        var response = await gateway.SendRawAsync(
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntracestate: evil=1\r\nbaggage: evil=2\r\n\r\n");

        Assert.DoesNotContain("0af7651916cd43dd8448eb211c80319c", response, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_HeaderValuesOutsideAscii_PassByteForByteBothWays()
    {
        // UTF-8, as browsers and senders of webhooks put file names into headers, and a byte that is no UTF-8.
        var value = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("é日本")) + "\xE9";
        await using var upstream = new RawUpstream(async (stream, cancellationToken) =>
        {
            var head = await RawUpstream.ReadHeadAsync(stream, cancellationToken);
            var answer = $"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Name: {RawClient.Header(head, "X-Name")}\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), cancellationToken);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        var response = await gateway.SendRawAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nX-Name: {value}\r\nConnection: close\r\n\r\n");

        Assert.Equal(value, RawClient.Header(response, "X-Name"));
    }

    [Theory]
    [InlineData("PROPFIND / HTTP/1.1\r\nHost: localhost\r\n", 200)]
    [InlineData("OPTIONS / HTTP/1.1\r\nHost: localhost\r\n", 200)]
    [InlineData("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n", 400)]
    public async Task Forward_UnusualMethod_ForwardsOrRefuses(string head, int status)
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync(context.Request.Method));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        var response = await gateway.SendRawAsync(head + "Connection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_UpgradeToHttp2InTheClear_IsNotPassedOn()
    {
        await using var upstream = await UpstreamApp.StartAsync(EchoHeaders);
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        var response = await gateway.SendRawAsync(
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", response, StringComparison.Ordinal);
        Assert.DoesNotContain("Upgrade=", response, StringComparison.Ordinal);
    }

    private static Task EchoHeaders(HttpContext context) => context.Response.WriteAsync(
        string.Concat(context.Request.Headers.Select(header => $"\n{header.Key}={string.Join(" | ", header.Value.ToArray())}\n")));
}

using System.Net;

namespace Wasper.Tests.Gateway;

public sealed class HttpPortTests
{
    private const int NoUpstream = 9;

    [Theory]
    [InlineData("/", "localhost", "https://localhost:{port}/")]
    [InlineData("/flows/1?a=b&c=%20d", "wasper.example.com", "https://wasper.example.com:{port}/flows/1?a=b&c=%20d")]
    [InlineData("/a%2Fb/%2e%2e/../c", "wasper.example.com:8080", "https://wasper.example.com:{port}/a%2Fb/%2e%2e/../c")]
    [InlineData("/x", "[::1]:8080", "https://[::1]:{port}/x")]
    [InlineData("/x", "192.0.2.7", "https://192.0.2.7:{port}/x")]
    [InlineData("/health/../x", "localhost", "https://localhost:{port}/health/../x")]
    [InlineData("/healthy", "localhost", "https://localhost:{port}/healthy")]
    [InlineData("http://localhost/x?a=b", "localhost", "https://localhost:{port}/x?a=b")]
    public async Task Get_AnyPath_RedirectsToTheSameHostAndPath(string target, string host, string expected)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream);

        var response = await GetAsync(gateway, target, host);

        Assert.StartsWith("HTTP/1.1 308 ", response, StringComparison.Ordinal);
        Assert.Equal(expected.Replace("{port}", $"{gateway.HttpsPort}", StringComparison.Ordinal), RawClient.Header(response, "Location"));
    }

    [Theory]
    [InlineData("//evil.example/x")]
    [InlineData("/\\evil.example/x")]
    [InlineData("/%2F%2Fevil.example")]
    [InlineData("/@evil.example")]
    [InlineData("/.evil.example")]
    [InlineData("/x?https://evil.example")]
    [InlineData("/%0d%0aSet-Cookie:%20a=b")]
    public async Task Get_HostileTarget_LeadsToTheSameHostAndNowhereElse(string target)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream);

        var response = await GetAsync(gateway, target, "localhost");

        var location = new Uri(RawClient.Header(response, "Location")!);
        Assert.Equal(("https", "localhost", gateway.HttpsPort, ""), (location.Scheme, location.Host, location.Port, location.UserInfo));
        Assert.Null(RawClient.Header(response, "Set-Cookie"));
    }

    [Theory]
    [InlineData("/", "localhost@evil.example")]
    [InlineData("/", "user:password@evil.example")]
    [InlineData("/", "evil.example/")]
    [InlineData("/", "evil.example#")]
    [InlineData("/", "evil.example?")]
    [InlineData("/", "evil.example\\")]
    [InlineData("/", "evil example")]
    [InlineData("/", "")]
    [InlineData("http://evil.example/", "localhost")]
    [InlineData("evil.example/", "localhost")]
    public async Task Get_UnusableTargetOrHost_IsRefused(string target, string host)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream);

        var response = await GetAsync(gateway, target, host);

        Assert.StartsWith("HTTP/1.1 400 ", response, StringComparison.Ordinal);
        Assert.Null(RawClient.Header(response, "Location"));
    }

    [Fact]
    public async Task Get_PublicPort443_IsLeftOut()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream, ("PublicHttpsPort", "443"));

        Assert.Equal("https://wasper.example.com/x", RawClient.Header(await GetAsync(gateway, "/x", "wasper.example.com"), "Location"));
    }

    [Fact]
    public async Task Post_BodyUnread_RedirectsAllTheSame()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream);
        using var client = new HttpClient(gateway.Handler());

        using var response = await client.PostAsync(
            new Uri($"http://localhost:{gateway.HttpPort}/x"), new ByteArrayContent(new byte[2_000_000]), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PermanentRedirect, response.StatusCode);
        Assert.Equal($"https://localhost:{gateway.HttpsPort}/x", response.Headers.Location?.ToString());
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Health_AppDown_AnswersItself(string scheme)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream);
        var port = scheme == "http" ? gateway.HttpPort : gateway.HttpsPort;

        using var response = await gateway.Client.GetAsync(new Uri($"{scheme}://localhost:{port}/health"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Healthy", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static Task<string> GetAsync(GatewayUnderTest gateway, string target, string host) =>
        RawClient.SendAsync(gateway.HttpPort, $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
}

using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;
using Wasper.Tests.Gateway.Caching;

namespace Wasper.Tests.Gateway.Admin;

public sealed class AdminServerTests : IDisposable
{
    private const int NoUpstream = 9;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string SocketPath => _folder["admin.sock"];

    [Fact]
    public async Task Socket_Configuration_IsWhatTheGatewayRunsOn()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream, ("Admin:Socket", SocketPath));
        using var client = Client();

        var configuration = await client.GetAsync("/configuration");

        Assert.Equal(gateway.HttpsPort, configuration.GetProperty("httpsPort").GetInt32());
        Assert.Equal(SocketPath, configuration.GetProperty("admin").GetProperty("socketPath").GetString());
    }

    [Fact]
    public async Task Socket_File_IsItsOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream, ("Admin:Socket", SocketPath));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(SocketPath).UnixFileMode);
    }

    [Fact]
    public async Task Socket_LeftBehindByAKilledGateway_IsTakenOver()
    {
        await using (var killed = new GatewayProcess(NoUpstream, ("Gateway__Admin__Socket", SocketPath)))
        {
            await killed.WaitUntilHealthyAsync();
        }

        Assert.True(File.Exists(SocketPath));
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream, ("Admin:Socket", SocketPath));
        using var client = Client();

        Assert.Equal(Environment.ProcessId, (await client.GetAsync("/state")).GetProperty("processId").GetInt32());
    }

    [Fact]
    public async Task Socket_OfAGatewayThatRuns_IsRefusedInOneSentence()
    {
        await using var first = await GatewayUnderTest.StartAsync(NoUpstream, ("Admin:Socket", SocketPath));
        await using var second = new GatewayProcess(NoUpstream, ("Gateway__Admin__Socket", SocketPath));

        Assert.Equal(1, await second.WaitForExitAsync());
        Assert.StartsWith($"The admin socket '{SocketPath}' cannot be opened", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_PathOfSomebodysFile_LeavesTheFile()
    {
        await File.WriteAllTextAsync(SocketPath, "data", Cancelled);
        await using var gateway = new GatewayProcess(NoUpstream, ("Gateway__Admin__Socket", SocketPath));

        Assert.Equal(1, await gateway.WaitForExitAsync());
        Assert.Equal("data", await File.ReadAllTextAsync(SocketPath, Cancelled));
    }

    [Fact]
    public async Task Pause_ThenResume_HoldsRequestsBetweenTheTwo()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("answered", Cancelled));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Admin:Socket", SocketPath), ("Hold:Seconds", "30"));
        using var client = Client();

        var paused = await client.PostAsync("/pause?seconds=60");
        var held = gateway.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled);
        await Eventually.TrueAsync(async () => (await client.GetAsync("/state")).GetProperty("app").GetProperty("waitingRequests").GetInt32() == 1);
        var resumed = await client.PostAsync("/resume");

        Assert.Equal(JsonValueKind.String, paused.GetProperty("pausedSince").ValueKind);
        Assert.Equal(JsonValueKind.Null, resumed.GetProperty("pausedSince").ValueKind);
        Assert.Equal("answered", await held);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("86401")]
    [InlineData("soon")]
    public async Task Pause_WrongSeconds_ChangesNothing(string seconds)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream, ("Admin:Socket", SocketPath));
        using var client = Client();

        var refusal = await client.RefusedAsync(HttpMethod.Post, $"/pause?seconds={seconds}", HttpStatusCode.BadRequest);

        Assert.StartsWith($"seconds '{seconds}' is not usable", refusal, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await client.GetAsync("/state")).GetProperty("app").GetProperty("pausedSince").ValueKind);
    }

    [Fact]
    public async Task CachePurge_AssetInMemory_IsGone()
    {
        await using var upstream = await AssetUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Admin:Socket", SocketPath));
        using var client = Client();
        await gateway.Client.GetByteArrayAsync(new Uri(AssetUpstream.Path, UriKind.Relative), Cancelled);
        await Eventually.TrueAsync(async () => await AssetsAsync() == 1);

        var purged = await client.PostAsync("/cache/purge");

        Assert.Equal(1, purged.GetProperty("purged").GetInt32());
        Assert.Equal(0, await AssetsAsync());

        async Task<int> AssetsAsync() => (await client.GetAsync("/state")).GetProperty("cache").GetProperty("assets").GetInt32();
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Host", "evil.example")]
    public async Task Port_RequestOfAWebPage_IsRefused(string header, string value)
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream, ("Admin:Port", $"{port}"));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/configuration");
        request.Headers.TryAddWithoutValidation(header, value);

        using var refused = await client.SendAsync(request, Cancelled);
        using var answered = await client.GetAsync(new Uri("/configuration", UriKind.Relative), Cancelled);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public async Task PublicPorts_AdminPaths_BelongToTheApp()
    {
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.StatusCode = 418;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Admin:Socket", SocketPath));

        using var answer = await gateway.Client.GetAsync(new Uri("/configuration", UriKind.Relative), Cancelled);

        Assert.Equal(418, (int)answer.StatusCode);
    }

    public void Dispose() => _folder.Dispose();

    private AdminClient Client() => new(SocketPath);
}

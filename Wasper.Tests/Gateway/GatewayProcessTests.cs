using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway;

/// <summary>Start and end of the program.</summary>
public sealed class GatewayProcessTests
{
    private const int NoUpstream = 9;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WrongSettings_SaysAllOfThemAndEnds()
    {
        await using var gateway = new GatewayProcess(NoUpstream, ("Gateway__Upstream", "nowhere"), ("Gateway__PublicHttpsPort", "https"));

        Assert.Equal(1, await gateway.WaitForExitAsync());
        var lines = gateway.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("Gateway:", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_GoodSettings_SaysSoAndEndsWithoutATrace()
    {
        await using var gateway = new GatewayProcess(NoUpstream, ["--check"], []);

        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.StartsWith("The configuration is valid", gateway.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(gateway.Folder));
    }

    [Fact]
    public async Task Check_WrongSettings_SaysAllOfThemAndFails()
    {
        await using var gateway = new GatewayProcess(NoUpstream, ["--check"], [("Gateway__Upstream", "nowhere"), ("Gateway__AccessLog__Enable", "true")]);

        Assert.Equal(1, await gateway.WaitForExitAsync());
        Assert.Contains("Gateway:Upstream 'nowhere'", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("Gateway:AccessLog:Enable is not a setting", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortTaken_NamesPortAndOwnerAndEnds()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        await using var gateway = new GatewayProcess(NoUpstream, ("Gateway__HttpsPort", $"{port}"));

        Assert.Equal(1, await gateway.WaitForExitAsync());
        var owner = OperatingSystem.IsLinux() ? $"(process {Environment.ProcessId})" : "another program";
        Assert.Matches($@"^Port {port} is in use by .*{System.Text.RegularExpressions.Regex.Escape(owner)}: .*Gateway__HttpsPort", gateway.Output);
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CertificateFolderIsNoFolder_SaysSoAndEnds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The path is one that exists on Unix only.");

        await using var gateway = new GatewayProcess(NoUpstream, ("Gateway__CertificateDirectory", "/dev/null/certs"));

        Assert.Equal(1, await gateway.WaitForExitAsync());
        Assert.StartsWith("The gateway cannot keep its certificate in '/dev/null/certs': ", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SettingsMeantForOtherServices_ChangeNeitherPortsNorTrust()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync(context.Request.Headers["X-Real-IP"].ToString()));
        await using var gateway = new GatewayProcess(
            upstream.Port,
            ("ASPNETCORE_URLS", "http://localhost:1;https://localhost:2"),
            ("ASPNETCORE_HTTP_PORTS", "3"),
            ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true"),
            ("Kestrel__Endpoints__Other__Url", "http://localhost:4"),
            ("Kestrel__Certificates__Default__Path", "nowhere.pfx"));
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");

        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(await client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled))));
        Assert.DoesNotContain("warn:", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_RequestInFlight_IsAnsweredBeforeTheEnd()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            arrived.SetResult();
            await goOn.Task;
            await context.Response.WriteAsync("finished");
        });
        await using var gateway = new GatewayProcess(upstream.Port);
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();
        var request = client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        await gateway.TerminateAsync();
        await ClosedPort.WaitForAsync(gateway.HttpPort);
        goOn.SetResult();

        Assert.Equal("finished", await request);
        Assert.Equal(0, await gateway.WaitForExitAsync());
    }

    [Fact]
    public async Task Terminate_RequestThatNeverEnds_IsToldToTryAgain()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            arrived.SetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var gateway = new GatewayProcess(upstream.Port, ("Gateway__Drain__Seconds", "1"));
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();
        var request = client.GetAsync(new Uri("/", UriKind.Relative), Cancelled);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        await gateway.TerminateAsync();

        Assert.Equal(0, await gateway.WaitForExitAsync());
        using var response = await request;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.True(response.Headers.ConnectionClose);
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_Twice_EndsAtOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            arrived.SetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var gateway = new GatewayProcess(upstream.Port, ("Gateway__Drain__Seconds", "3600"));
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();
        var request = client.GetAsync(new Uri("/", UriKind.Relative), Cancelled);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        await gateway.TerminateAsync();
        await ClosedPort.WaitForAsync(gateway.HttpPort);
        await gateway.TerminateAsync();

        Assert.Equal(0, await gateway.WaitForExitAsync());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
    }
}

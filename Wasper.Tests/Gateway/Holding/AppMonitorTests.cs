using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Wasper.Gateway.Proxy;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway.Holding;

public sealed class AppMonitorTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_AppGoesAndComesBack_EventsSaySo()
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port, ("Hold:Seconds", "20"));
        var monitor = gateway.Services.GetRequiredService<AppMonitor>();
        var down = new TaskCompletionSource();
        var up = new TaskCompletionSource();
        monitor.WentDown += () => throw new InvalidOperationException("One listener's mistake.");
        monitor.WentDown += () => down.TrySetResult();
        monitor.CameUp += () => up.TrySetResult();

        Assert.True(monitor.IsUp);
        var waiting = gateway.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled);
        await down.Task.WaitAsync(Cancelled);
        Assert.False(monitor.IsUp);
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("here"), port);
        await up.Task.WaitAsync(Cancelled);

        Assert.True(monitor.IsUp);
        Assert.Equal("here", await waiting);
    }

    [Theory]
    [InlineData("200 OK", true)]
    [InlineData("404 Not Found", true)]
    [InlineData("502 Bad Gateway", false)]
    [InlineData("503 Service Unavailable", false)]
    public async Task Check_HealthAnswer_DecidesWhetherTheAppIsUp(string status, bool isUp)
    {
        await using var upstream = new RawUpstream(async (stream, cancellationToken) =>
        {
            await RawUpstream.ReadHeadAsync(stream, cancellationToken);
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), cancellationToken);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);

        Assert.Equal(isUp, await gateway.Services.GetRequiredService<AppMonitor>().CheckAsync(Cancelled));
    }

    [Fact]
    public async Task Poll_AppGoesWithoutAnyRequest_IsNoticed()
    {
        var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("here"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("HealthPollSeconds", "1"));
        var down = new TaskCompletionSource();
        gateway.Services.GetRequiredService<AppMonitor>().WentDown += () => down.TrySetResult();

        await upstream.DisposeAsync();

        await down.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
    }
}

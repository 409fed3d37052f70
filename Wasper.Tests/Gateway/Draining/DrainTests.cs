using System.Net;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Holding;
using Wasper.Tests.Gateway.Acme;
using Wasper.Tests.Gateway.Protection;

namespace Wasper.Tests.Gateway.Draining;

public sealed class DrainTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notice_HealthIsUnreadyWhileRequestsAreStillTaken()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Drain:NoticeSeconds", "300"));
        using var impatience = new CancellationTokenSource();

        var stopping = gateway.StopAsync(impatience.Token);
        using var health = await gateway.Client.GetAsync(new Uri($"http://localhost:{gateway.HttpPort}/health"), Cancelled);
        using var request = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative), Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("ok", await request.Content.ReadAsStringAsync(Cancelled));
        Assert.True(request.Headers.ConnectionClose);
        await impatience.CancelAsync();
        await stopping.WaitAsync(_limit, Cancelled);
    }

    [Fact]
    public async Task Stop_NothingUnderWay_ClosesIdleConnectionsAndEnds()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Drain:Seconds", "3600"));
        await using var idle = await gateway.ConnectAsync();
        await idle.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancelled);
        var head = await RawUpstream.ReadHeadAsync(idle, Cancelled).WaitAsync(_limit, Cancelled);

        await gateway.StopAsync(Cancelled).WaitAsync(_limit, Cancelled);

        Assert.Null(RawClient.Header(head, "Connection"));
        Assert.EndsWith("ok\r\n0\r\n\r\n", await RawClient.SendAsync(idle, ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_RequestUnderWay_FinishesAndItsConnectionIsTheLast()
    {
        var (upstream, arrived, goOn) = await SlowAppAsync();
        await using var app = upstream;
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        await using var connection = await gateway.ConnectAsync();
        await connection.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancelled);
        await arrived.WaitAsync(_limit, Cancelled);

        var stopping = gateway.StopAsync(Cancelled);
        await ClosedPort.WaitForAsync(gateway.HttpsPort);
        goOn();

        var answer = await RawClient.SendAsync(connection, "");
        Assert.Contains("finished", answer, StringComparison.Ordinal);
        await stopping.WaitAsync(_limit, Cancelled);
    }

    [Fact]
    public async Task Stop_Http2_IsToldByGoAwayAndFinishesItsStream()
    {
        var (upstream, arrived, goOn) = await SlowAppAsync();
        await using var app = upstream;
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        var connection = await Http2Connection.OpenAsync(gateway);
        await connection.SendHeadersAsync(1, endStream: true, Http2Connection.Get("/"));
        await arrived.WaitAsync(_limit, Cancelled);

        var stopping = gateway.StopAsync(Cancelled);
        Http2Connection.Frame? frame;
        do
        {
            frame = await connection.ReadAsync();
            Assert.NotNull(frame);
        }
        while (frame is not { Type: Http2Connection.FrameType.GoAway, ErrorCode: 0 });

        goOn();
        Assert.Equal(200, await connection.ReadStatusAsync(1, throughGoAway: true));
        await connection.DisposeAsync();
        await stopping.WaitAsync(_limit, Cancelled);
    }

    [Fact]
    public async Task Stop_RequestThatWaitsForTheApp_IsAnsweredAtTheEnd()
    {
        const int NoUpstream = 9;
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream, ("Hold:Seconds", "3600"), ("Drain:Seconds", "1"));
        var waiting = gateway.Client.GetAsync(new Uri("/", UriKind.Relative), Cancelled);
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Service<WaitingRoom>().Count == 1));

        await gateway.StopAsync(Cancelled).WaitAsync(_limit, Cancelled);

        using var response = await waiting;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Stop_AnswerThatNeverEnds_IsCutAtTheEnd()
    {
        await using var upstream = await UpstreamApp.StartAsync(async context =>
        {
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, ("Drain:Seconds", "1"));
        using var response = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancelled);

        await gateway.StopAsync(Cancelled).WaitAsync(_limit, Cancelled);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public void StopLimit_Defaults_LeaveTimeForTheLastWords()
    {
        var options = TestOptions.Read().Drain;

        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(30)), (options.Notice, options.Limit));
        Assert.True(options.StopLimit > options.Limit);
    }

    private static async Task<(UpstreamApp App, Task Arrived, Action GoOn)> SlowAppAsync()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var app = await UpstreamApp.StartAsync(async context =>
        {
            arrived.SetResult();
            await goOn.Task;
            await context.Response.WriteAsync("finished");
        });
        return (app, arrived.Task, goOn.SetResult);
    }
}

using System.Net;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Webhooks;
using Wasper.Tests.Embedded;
using static Wasper.Tests.Gateway.Webhooks.Deliveries;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>In which order what was taken arrives, and what becomes of it where it cannot.</summary>
public sealed class WebhookReplayTests
{
    [Fact]
    public async Task Post_ManyWhileDown_ArriveInTheOrderOfEachFlow()
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port);
        for (var i = 0; i < 60; i++)
        {
            using var response = await PostAsync(gateway, $"/api/v1/webhooks/flow{i % 3}", $"{i}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await using var app = new RecordingApp();
        await app.StartAsync(port);
        await UntilAsync(gateway, counts => counts.Pending == 0);

        for (var flow = 0; flow < 3; flow++)
        {
            Assert.Equal(
                Enumerable.Range(0, 60).Where(i => i % 3 == flow).Select(i => $"{i}"),
                app.Requests.Where(request => request.Target.EndsWith($"flow{flow}", StringComparison.Ordinal)).Select(request => request.Text));
        }
    }

    [Fact]
    public async Task Post_OlderOneStillOnDisk_GoesBehindItThoughTheAppIsUp()
    {
        var port = Loopback.FreePort();
        await using var app = new RecordingApp();
        var isWell = false;
        app.Answer = request => request.Text == "first" && !Volatile.Read(ref isWell) ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        await using var gateway = await GatewayUnderTest.StartAsync(port);
        (await PostAsync(gateway, Flow, "first")).Dispose();
        await app.StartAsync(port);
        await UntilAsync(gateway, _ => !app.Requests.IsEmpty);

        using var behind = await PostAsync(gateway, Flow, "second");
        using var other = await PostAsync(gateway, "/api/v1/webhooks/other", "other");

        Assert.NotEqual("fromTheApp00000000000", Assert.Single(behind.Headers.GetValues("x-webhook-id")));
        Assert.Equal("fromTheApp00000000000", Assert.Single(other.Headers.GetValues("x-webhook-id")));
        Volatile.Write(ref isWell, true);
        await UntilAsync(gateway, counts => counts.Pending == 0);
        Assert.Equal(["first", "second"], app.Requests.Where(request => request.Target == Flow).Select(request => request.Text).TakeLast(2));
    }

    [Fact]
    public async Task Replay_CutMidway_WaitsForAnOperatorAndTheNextGoesOn()
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port);
        (await PostAsync(gateway, Flow, "cut")).Dispose();
        (await PostAsync(gateway, Flow, "next")).Dispose();
        var arrived = 0;
        await using var app = await UpstreamApp.StartAsync(
            context =>
            {
                if (context.Request.Method == "POST" && Interlocked.Increment(ref arrived) == 1)
                {
                    context.Abort();
                }

                return Task.CompletedTask;
            },
            port);

        await UntilAsync(gateway, counts => counts is { Pending: 0, Maybe: 1 });

        Assert.Equal(2, arrived);
        Assert.True(gateway.Service<Spool>().Delete(1));
        Assert.Empty(gateway.Service<Spool>().List(null, null, 0, 10));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Replay_FlowIsGone_IsKeptForAnOperatorAndTheNextGoesOn(int status)
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port);
        (await PostAsync(gateway, Flow, "gone")).Dispose();
        (await PostAsync(gateway, Flow, "there")).Dispose();
        await using var app = new RecordingApp { Answer = request => request.Text == "gone" ? status : StatusCodes.Status200OK };
        await app.StartAsync(port);

        await UntilAsync(gateway, counts => counts is { Pending: 0, Refused: 1 });

        Assert.Equal(["gone", "there"], app.Bodies);
        Assert.Equal(status, gateway.Service<Spool>().List(null, null, 0, 10).Single().Status);
    }

    [Fact]
    public async Task Replay_AppFailsForAWhile_IsSentAgainInOrder()
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port);
        (await PostAsync(gateway, Flow, "1")).Dispose();
        (await PostAsync(gateway, Flow, "2")).Dispose();
        await using var app = new RecordingApp();
        app.Answer = _ => app.Requests.IsEmpty ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        await app.StartAsync(port);

        await UntilAsync(gateway, counts => counts.Pending == 0);

        Assert.Equal(["1", "1", "2"], app.Bodies);
    }
}

using System.Net;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Holding;
using Wasper.Gateway.Webhooks;
using Wasper.Tests.Embedded;
using static Wasper.Tests.Gateway.Webhooks.Deliveries;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>Which webhooks are taken while the app is away, and what their senders are told.</summary>
public sealed class WebhookIntakeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Post_AppDown_IsAnsweredAsTheAppWouldAndArrivesAsItWas(string version)
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port);
        byte[] body = [0, 1, 2, 255, 13, 10, 0];
        using var request = Request(HttpMethod.Post, $"{Flow}?a=%2F&b=+c", body);
        request.Version = Version.Parse(version);
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Add("X-Hub-Signature-256", "sha256=0123");
        request.Headers.Add("X-Real-IP", "192.0.2.1");
        request.Headers.Add("X-Wasper-Replayed", "a lie");

        using var response = await gateway.Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Matches("^[0-9A-Za-z]{21}$", Assert.Single(response.Headers.GetValues("x-webhook-id")));
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());

        await using var app = new RecordingApp();
        await app.StartAsync(port);
        var received = await OneAsync(app);
        Assert.Equal("POST", received.Method);
        Assert.Equal($"{Flow}?a=%2F&b=+c", received.Target);
        Assert.Equal(body, received.Body);
        Assert.Equal($"localhost:{gateway.HttpsPort}", received.Headers["Host"]);
        Assert.Equal($"localhost:{gateway.HttpsPort}", received.Headers["X-Forwarded-Host"]);
        Assert.Equal("https", received.Headers["X-Forwarded-Proto"]);
        Assert.Equal("application/octet-stream", received.Headers["Content-Type"]);
        Assert.Equal("sha256=0123", received.Headers["X-Hub-Signature-256"]);
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(received.Headers["X-Real-IP"])));
        Assert.True(DateTimeOffset.TryParse(received.Headers["X-Wasper-Replayed"], out _));
        await UntilAsync(gateway, counts => counts.Pending == 0);
    }

    [Fact]
    public async Task Post_AppUp_PassesStraightThrough()
    {
        var port = Loopback.FreePort();
        await using var app = new RecordingApp();
        await app.StartAsync(port);
        await using var gateway = await GatewayUnderTest.StartAsync(port);

        using var response = await PostAsync(gateway, Flow, "a", ("X-Wasper-Replayed", "a lie"));

        Assert.Equal("fromTheApp00000000000", Assert.Single(response.Headers.GetValues("x-webhook-id")));
        Assert.DoesNotContain("X-Wasper-Replayed", app.Requests.Single().Headers.Keys);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public async Task Post_LargeBodyWithoutALength_ArrivesWhole(int length)
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port);
        var body = new byte[length];
        new Random(1).NextBytes(body);
        using var request = Request(HttpMethod.Post, Flow, body);
        request.Headers.TransferEncodingChunked = true;

        using var response = await gateway.Client.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var folder = gateway.Service<WebhookOptions>().Directory;
        Assert.Single(Directory.EnumerateFiles(folder, "*.body"));

        await using var app = new RecordingApp();
        await app.StartAsync(port);
        Assert.Equal(body, (await OneAsync(app)).Body);
        await UntilAsync(gateway, _ => !Directory.EnumerateFiles(folder, "*.body").Any());
    }

    [Fact]
    public async Task Post_BodyAboveTheLimit_IsRefused()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), ("MaxRequestBodyMegabytes", "1"));
        using var request = Request(HttpMethod.Post, Flow, new byte[1_100_000]);
        request.Headers.TransferEncodingChunked = true;

        using var response = await gateway.Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(0, gateway.Service<Spool>().Counts.Pending);
        Assert.Empty(Directory.EnumerateFiles(gateway.Service<WebhookOptions>().Directory, "*.body"));
    }

    [Fact]
    public async Task Post_Paused_IsTakenAndDeliveredAfterwards()
    {
        var port = Loopback.FreePort();
        await using var app = new RecordingApp();
        await app.StartAsync(port);
        await using var gateway = await GatewayUnderTest.StartAsync(port);
        var gate = gateway.Service<AppGate>();
        gate.PauseFor(TimeSpan.FromMinutes(1));

        using var response = await PostAsync(gateway, Flow, "a");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(app.Requests);
        gate.Resume();
        Assert.Equal("a", (await OneAsync(app)).Text);
    }

    [Fact]
    public async Task Repetition_OfOneThatWasTaken_GetsTheSameAnswerAndArrivesOnce()
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port);
        var id = ("X-GitHub-Delivery", "72d3162e");

        using var first = await PostAsync(gateway, Flow, "a", id);
        using var again = await PostAsync(gateway, Flow, "a", id);
        using var otherFlow = await PostAsync(gateway, "/api/v1/webhooks/other", "b", id);
        await using var app = new RecordingApp();
        await app.StartAsync(port);
        await UntilAsync(gateway, counts => counts.Pending == 0);
        using var late = await PostAsync(gateway, Flow, "a", id);

        var answer = first.Headers.GetValues("x-webhook-id").Single();
        Assert.Equal(answer, again.Headers.GetValues("x-webhook-id").Single());
        Assert.Equal(answer, late.Headers.GetValues("x-webhook-id").Single());
        Assert.NotEqual(answer, otherFlow.Headers.GetValues("x-webhook-id").Single());
        Assert.Equal(["a", "b"], app.Bodies.Order());
    }

    [Theory]
    [InlineData(StatusCodes.Status200OK, 1)]
    [InlineData(StatusCodes.Status404NotFound, 2)]
    public async Task Repetition_OfOneThatWasCut_IsNoOperatorsAnyMoreOnceTheAppHasIt(int status, int left)
    {
        var isCutting = true;
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            if (Volatile.Read(ref isCutting) && context.Request.Method == "POST")
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);
        (await PostAsync(gateway, Flow, "a", ("webhook-id", "1"))).Dispose();
        (await PostAsync(gateway, Flow, "b", ("webhook-id", "2"))).Dispose();
        Assert.Equal(2, gateway.Service<Spool>().Counts.Maybe);

        Volatile.Write(ref isCutting, false);
        using var again = await PostAsync(gateway, Flow, "a", ("webhook-id", "1"));

        Assert.Equal(status, (int)again.StatusCode);
        await UntilAsync(gateway, counts => counts.Maybe == left);
    }

    [Fact]
    public async Task Post_CutMidway_BadGatewayAndKeptForAnOperator()
    {
        var isCutting = true;
        await using var upstream = new RawUpstream(async (stream, cancellationToken) =>
        {
            var head = await RawUpstream.ReadHeadAsync(stream, cancellationToken);
            if (!head.StartsWith("POST", StringComparison.Ordinal) || !Volatile.Read(ref isCutting))
            {
                await stream.ReadExactlyAsync(new byte[head.StartsWith("POST", StringComparison.Ordinal) ? 5 : 0], cancellationToken);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray(), cancellationToken);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        var spool = gateway.Service<Spool>();

        using var response = await PostAsync(gateway, Flow, "hello", ("Authorization", "Bearer s3cret"));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        var kept = Assert.Single(spool.List(null, DeliveryState.Maybe, 0, 10));
        Assert.Null(kept.WebhookId);
        var details = await spool.ShowAsync(kept.Id);
        Assert.DoesNotContain(details!.Headers, header => header.Value.Contains("s3cret", StringComparison.Ordinal));
        await using (var export = await spool.ExportAsync(kept.Id))
        {
            Assert.Equal("hello", await new StreamReader(export!.Body).ReadToEndAsync(Cancelled));
            Assert.Contains(export.Head.Headers, header => header.Value == "Bearer s3cret");
        }

        Volatile.Write(ref isCutting, false);
        Assert.Equal(1, spool.ReplayAll("Abc123", DeliveryState.Maybe));
        await UntilAsync(gateway, counts => counts is { Pending: 0, Maybe: 0 });
    }

    [Fact]
    public async Task Disabled_AppDown_NothingIsTaken()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), ("Webhooks:Enabled", "false"));

        using var response = await PostAsync(gateway, Flow, "a");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private static async Task<RecordingApp.Received> OneAsync(RecordingApp app)
    {
        await Eventually.TrueAsync(() => Task.FromResult(!app.Requests.IsEmpty));
        return app.Requests.Single();
    }
}

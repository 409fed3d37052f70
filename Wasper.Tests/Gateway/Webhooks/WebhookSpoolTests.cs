using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Holding;
using Wasper.Gateway.Webhooks;
using Wasper.Tests.Embedded;
using Wasper.Tests.Gateway.Acme;
using Wasper.Tests.Gateway.Holding;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>What becomes of webhooks while the app is away, as senders and the app see it.</summary>
public sealed class WebhookSpoolTests
{
    private const string Flow = "/api/v1/webhooks/Abc123";

    private static readonly (string, string) _hold = ("Hold:Seconds", "30");

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

    [Theory]
    [InlineData("GET", Flow, "", null)]
    [InlineData("POST", Flow + "/sync", "{}", null)]
    [InlineData("POST", Flow + "/draft", "{}", null)]
    [InlineData("POST", Flow + "/test", "{}", null)]
    [InlineData("POST", Flow + "%2Fsync", "{}", null)]
    [InlineData("POST", Flow, """{"token":"t","challenge":"abc","type":"url_verification"}""", null)]
    [InlineData("POST", Flow, """{"event":"endpoint.url_validation","payload":{"plainToken":"x"}}""", null)]
    [InlineData("POST", Flow + "?validationToken=abc", "", null)]
    [InlineData("POST", Flow + "?hub.challenge=abc", "", null)]
    [InlineData("POST", Flow, "{}", "X-Hook-Secret")]
    [InlineData("POST", Flow, "{}", "X-Own-Handshake")]
    [InlineData("POST", Flow, """{"own-handshake":1}""", null)]
    public async Task Handshake_AppDown_WaitsForTheApp(string method, string target, string body, string? header)
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(
            port, _hold, ("Webhooks:HandshakeNames:0", "x-own-handshake"), ("Webhooks:HandshakeNames:1", "own-handshake"));
        using var request = Request(new HttpMethod(method), target, method == "GET" ? null : Encoding.UTF8.GetBytes(body));
        if (header is not null)
        {
            request.Headers.Add(header, "s");
        }

        var answer = gateway.Client.SendAsync(request, Cancelled);
        await HoldTests.UntilWaitingAsync(gateway, 1);
        await using var app = new RecordingApp();
        await app.StartAsync(port);

        using var response = await answer;
        Assert.Equal("fromTheApp00000000000", Assert.Single(response.Headers.GetValues("x-webhook-id")));
        Assert.Equal(body, app.Requests.Single().Text);
        Assert.DoesNotContain("X-Wasper-Replayed", app.Requests.Single().Headers.Keys);
    }

    [Theory]
    [InlineData("""{"challenge":{"id":1},"event":"challenge.created"}""")]
    [InlineData("""{"event":"x","text":"challenge"}""")]
    [InlineData("not json")]
    public async Task NoHandshake_AppDown_IsTaken(string body)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), _hold);

        using var response = await PostAsync(gateway, Flow, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, gateway.Service<Spool>().Counts.Pending);
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

    [Fact]
    public async Task Disabled_AppDown_NothingIsTaken()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), ("Webhooks:Enabled", "false"));

        using var response = await PostAsync(gateway, Flow, "a");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    internal static HttpRequestMessage Request(HttpMethod method, string target, byte[]? body)
    {
        var request = new HttpRequestMessage(method, new Uri(target, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/octet-stream") } };
        }

        return request;
    }

    private static async Task<HttpResponseMessage> PostAsync(GatewayUnderTest gateway, string target, string body, params (string Name, string Value)[] headers)
    {
        using var request = Request(HttpMethod.Post, target, Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await gateway.Client.SendAsync(request, Cancelled);
    }

    private static async Task<RecordingApp.Received> OneAsync(RecordingApp app)
    {
        await Eventually.TrueAsync(() => Task.FromResult(!app.Requests.IsEmpty));
        return app.Requests.Single();
    }

    private static Task UntilAsync(GatewayUnderTest gateway, Func<SpoolCounts, bool> condition) =>
        Eventually.TrueAsync(() => Task.FromResult(condition(gateway.Service<Spool>().Counts)));
}

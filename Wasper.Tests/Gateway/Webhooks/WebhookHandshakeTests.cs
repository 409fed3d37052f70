using System.Net;
using System.Text;
using Wasper.Gateway.Webhooks;
using Wasper.Tests.Embedded;
using Wasper.Tests.Gateway.Holding;
using static Wasper.Tests.Gateway.Webhooks.Deliveries;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>A question to the app waits for the app, for nobody else can answer it.</summary>
public sealed class WebhookHandshakeTests
{
    private static readonly (string, string) _hold = ("Hold:Seconds", "30");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

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
}

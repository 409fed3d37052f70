using System.Net;
using System.Text.Json;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;
using Wasper.Tests.Gateway.Webhooks;

namespace Wasper.Tests.Gateway.Admin;

public sealed class WebhookAdminTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string SocketPath => _folder["admin.sock"];

    [Fact]
    public async Task Webhooks_TakenWhileTheAppIsDown_AreListedShownAndDeleted()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), ("Admin:Socket", SocketPath));
        using var client = new AdminClient(SocketPath);
        await PostAsync(gateway, "flow1", "first");
        await PostAsync(gateway, "flow2", "second");

        var all = (await client.GetAsync("/webhooks")).EnumerateArray().ToList();
        var page = (await client.GetAsync($"/webhooks?after={Id(all[0])}&count=1&state=pending")).EnumerateArray().ToList();
        var details = await client.GetAsync($"/webhooks/{Id(all[0])}");

        Assert.Equal(["flow1", "flow2"], all.Select(delivery => delivery.GetProperty("flow").GetString()));
        Assert.Equal(Id(all[1]), Id(Assert.Single(page)));
        Assert.Equal("/api/v1/webhooks/flow1", details.GetProperty("target").GetString());
        Assert.Equal("first", await client.GetTextAsync($"/webhooks/{Id(all[0])}/body"));
        Assert.Equal(2, (await client.GetAsync("/state")).GetProperty("webhooks").GetProperty("pending").GetInt32());

        await client.DeleteAsync($"/webhooks/{Id(all[0])}");

        Assert.Equal("flow2", Assert.Single((await client.GetAsync("/webhooks")).EnumerateArray()).GetProperty("flow").GetString());
    }

    [Fact]
    public async Task Replay_DeliveryThatTheAppRefused_IsSentOnceMore()
    {
        var port = Loopback.FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(port, ("Admin:Socket", SocketPath));
        using var client = new AdminClient(SocketPath);
        await PostAsync(gateway, "flow", "body");
        await using var app = new RecordingApp { Answer = _ => 410 };
        await app.StartAsync(port);
        await Eventually.TrueAsync(async () => (await client.GetAsync("/webhooks?state=refused")).GetArrayLength() == 1);

        app.Answer = _ => 200;
        var replayed = await client.PostAsync("/webhooks/replay?state=refused&flow=flow");

        Assert.Equal(1, replayed.GetProperty("replayed").GetInt32());
        await Eventually.TrueAsync(async () => (await client.GetAsync("/webhooks")).GetArrayLength() == 0);
        Assert.Equal(["body", "body"], app.Bodies);
    }

    [Theory]
    [InlineData("GET", "/webhooks?state=lost", HttpStatusCode.BadRequest, "state 'lost' is not usable")]
    [InlineData("GET", "/webhooks?count=1001", HttpStatusCode.BadRequest, "count '1001' is not usable: give a whole number from 0 to 1000.")]
    [InlineData("DELETE", "/webhooks", HttpStatusCode.BadRequest, "state '' is not usable")]
    [InlineData("DELETE", "/webhooks?state=pending", HttpStatusCode.BadRequest, "state 'pending' is not usable")]
    [InlineData("POST", "/webhooks/replay", HttpStatusCode.BadRequest, "state '' is not usable")]
    [InlineData("GET", "/webhooks/7", HttpStatusCode.NotFound, "There is no delivery 7 that can be read")]
    [InlineData("POST", "/webhooks/7/replay", HttpStatusCode.NotFound, "There is no delivery 7 that waits for an operator")]
    [InlineData("DELETE", "/webhooks/7", HttpStatusCode.NotFound, "There is no delivery 7 that can be deleted now")]
    public async Task Order_Wrong_IsRefusedInASentence(string method, string path, HttpStatusCode status, string sentence)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), ("Admin:Socket", SocketPath));
        using var client = new AdminClient(SocketPath);

        var refusal = await client.RefusedAsync(new HttpMethod(method), path, status);

        Assert.StartsWith(sentence, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhooks_SpoolSwitchedOff_NameTheSetting()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), ("Admin:Socket", SocketPath), ("Webhooks:Enabled", "false"));
        using var client = new AdminClient(SocketPath);

        var refusal = await client.RefusedAsync(HttpMethod.Get, "/webhooks", HttpStatusCode.Conflict);

        Assert.Contains("Gateway:Webhooks:Enabled", refusal, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await client.GetAsync("/state")).GetProperty("webhooks").ValueKind);
    }

    public void Dispose() => _folder.Dispose();

    private static long Id(JsonElement delivery) => delivery.GetProperty("id").GetInt64();

    private static async Task PostAsync(GatewayUnderTest gateway, string flow, string body)
    {
        using var content = new StringContent(body);
        using var answer = await gateway.Client.PostAsync(new Uri($"/api/v1/webhooks/{flow}", UriKind.Relative), content, Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}

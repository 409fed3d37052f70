using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.EndToEnd.Stack;

/// <summary>What a user does with the stack: through the gateway, into the app, down to PostgreSQL.</summary>
[Collection<StackGroup>]
public sealed class StackTests(StackFixture stack)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_HttpPort_AnswersWithoutRedirect()
    {
        using var client = TrustingClient.Create(stack.Endpoint("gateway", "http"), stack.DataPath);

        using var response = await client.GetAsync("/health", Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task AnyPath_HttpPort_RedirectsToTheSamePathOnTheHttpsPort()
    {
        using var client = TrustingClient.Create(stack.Endpoint("gateway", "http"), stack.DataPath);

        using var response = await client.GetAsync("/flows/1?x=%2F", Token);

        Assert.Equal(HttpStatusCode.PermanentRedirect, response.StatusCode);
        Assert.Equal($"https://localhost:{stack.Endpoint("gateway", "https").Port}/flows/1?x=%2F", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task FrontPage_HttpsPort_IsTheStandInAndSaysSo()
    {
        var page = await stack.Https.GetStringAsync("/", Token);

        Assert.Contains("stand-in", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AppHealth_HttpsPort_ComesFromTheApp()
    {
        var answer = await stack.Https.GetFromJsonAsync<JsonObject>("/api/v1/health", Token);

        Assert.Equal("OK", $"{answer?["status"]}");
    }

    [Fact]
    public async Task AsyncWebhook_ThroughTheGateway_BecomesAFlowRunInPostgres()
    {
        var flow = await stack.Client.PublishFlowAsync(firstAction: null, Token);
        var body = Encoding.UTF8.GetBytes("{\"hello\": \"wörld\"}");

        using var content = new ByteArrayContent(body);
        using var response = await stack.Https.PostAsync($"/api/v1/webhooks/{flow}", content, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync(Token));
        var run = Assert.Single(response.Headers.GetValues("x-webhook-id"));
        await using var database = await stack.OpenDatabaseAsync(Token);
        Assert.Equal("SUCCEEDED", await FlowRuns.WaitForEndAsync(database, run, Token));
        Assert.Equal(body, await FlowRuns.PayloadAsync(database, run, Token));
    }

    [Fact]
    public async Task SyncWebhook_ThroughTheGateway_AnswersWithWhatTheFlowReturns()
    {
        var flow = await stack.Client.PublishFlowAsync(AppClient.ReturnResponse(201, "{{trigger.body.name}}"), Token);

        using var response = await stack.Https.PostAsJsonAsync($"/api/v1/webhooks/{flow}/sync", new { name = "Grace" }, Token);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Contains("Grace", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_UnknownFlow_IsGone()
    {
        using var response = await stack.Https.PostAsJsonAsync("/api/v1/webhooks/nobody", new { }, Token);

        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
    }

    [Fact]
    public async Task BackUpCommand_OnDemand_LeavesABackupThatIsListed()
    {
        var result = await stack.App.ResourceCommands.ExecuteCommandAsync("backup", "back-up-now", Token);

        Assert.True(result.Success, result.Message);
        using var client = TrustingClient.Create(stack.Endpoint("backup", "http"), stack.DataPath);
        var list = await client.GetStringAsync("/backups", Token);
        Assert.Contains("wasper_backup_", list, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFileSystemEntries(Path.Combine(stack.DataPath, "backups")));
    }

    [Fact]
    public async Task Stack_Running_HasEverythingHealthy()
    {
        foreach (var name in (string[])["postgres", "wasperdb", "redis", "wasper", "gateway", "backup"])
        {
            var change = await stack.App.ResourceNotifications.WaitForResourceHealthyAsync(name, WaitBehavior.StopOnResourceUnavailable, Token);
            Assert.Equal(KnownResourceStates.Running, change.Snapshot.State?.Text);
        }
    }
}

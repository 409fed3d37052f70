using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Wasper.Tests.Sandbox;

/// <summary>Flows, as they are made and changed over the API, and their steps.</summary>
[Collection<SharedSandboxRig>]
public sealed class SandboxFlowTests(SandboxRig rig)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operate_StepByStep_MakesTheSameFlow()
    {
        var flow = await rig.User.CallAsync(HttpMethod.Post, "/flows", new { displayName = "New", projectId = rig.User.ProjectId }, Token);
        var id = (string)flow["id"]!;
        var trigger = Steps.Webhook();
        trigger.Remove("nextAction");
        await rig.User.OperateAsync(id, "UPDATE_TRIGGER", trigger, Token);
        await rig.User.OperateAsync(id, "ADD_ACTION", new { parentStep = "trigger", action = Named("step_2", Steps.Respond(200, "wrong")) }, Token);
        await rig.User.OperateAsync(id, "ADD_ACTION", new { parentStep = "trigger", action = Named("step_1", Steps.Map(new { word = "right" })) }, Token);
        await rig.User.OperateAsync(id, "ADD_ACTION", new { parentStep = "step_2", action = Named("step_3", Steps.Map(new { })) }, Token);
        await rig.User.OperateAsync(id, "UPDATE_ACTION", Named("step_2", Steps.Respond(200, "{{step_1.word}}")), Token);
        await rig.User.OperateAsync(id, "DELETE_ACTION", JsonNode.Parse("""{"names":["step_3"]}""")!, Token);
        await rig.User.OperateAsync(id, "CHANGE_NAME", new { displayName = "Renamed" }, Token);

        var published = await rig.User.OperateAsync(id, "LOCK_AND_PUBLISH", new { }, Token);

        Assert.Equal("ENABLED", (string?)published["status"]);
        Assert.Equal("Renamed", (string?)published["version"]!["displayName"]);
        Assert.Equal((string?)published["publishedVersionId"], (string?)published["version"]!["id"]);
        Assert.Null(published["version"]!["trigger"]!["nextAction"]!["nextAction"]!["nextAction"]);
        using var response = await rig.App.Http.PostAsJsonAsync($"/api/v1/webhooks/{id}/sync", new { }, Token);
        Assert.Equal("right", await response.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("LOCK_AND_PUBLISH", "{}", HttpStatusCode.Conflict, "no trigger yet")]
    [InlineData("CHANGE_STATUS", """{"status":"ENABLED"}""", HttpStatusCode.Conflict, "no published version")]
    [InlineData("UPDATE_ACTION", """{"name":"step_9"}""", HttpStatusCode.NotFound, "step_9")]
    [InlineData("MOVE_ACTION", "{}", HttpStatusCode.BadRequest, "MOVE_ACTION")]
    public async Task Operate_Impossible_SaysWhy(string type, string request, HttpStatusCode expected, string reason)
    {
        var flow = await rig.User.CallAsync(HttpMethod.Post, "/flows", new { displayName = "New", projectId = rig.User.ProjectId }, Token);

        using var response = await rig.User.SendAsync(HttpMethod.Post, $"/flows/{flow["id"]}", new { type, request = JsonNode.Parse(request) }, Token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_PageByPage_GivesEachFlowOnce()
    {
        var made = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            made.Add(await rig.User.CreateFlowAsync(Token));
        }

        var listed = new List<string>();
        string? cursor = null;
        do
        {
            var page = await rig.User.CallAsync(HttpMethod.Get, $"/flows?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}", null, Token);
            listed.AddRange(page["data"]!.AsArray().Select(flow => (string)flow!["id"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);

        Assert.Equal(listed.Distinct(), listed);
        Assert.Empty(made.Except(listed));
    }

    [Fact]
    public async Task Delete_Flow_TakesItsRunsAndItsWebhookWithIt()
    {
        var id = await rig.User.PublishFlowAsync(Token);
        using var sent = await rig.App.Http.PostAsJsonAsync($"/api/v1/webhooks/{id}/sync", new { }, Token);

        using var deleted = await rig.User.SendAsync(HttpMethod.Delete, $"/flows/{id}", null, Token);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var response = await rig.App.Http.PostAsJsonAsync($"/api/v1/webhooks/{id}", new { }, Token);
        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.Equal(0, Assert.Single(await rig.App.Environment.QueryAsync<long>("SELECT count(*) FROM flow_run WHERE \"flowId\" = $1", Token, id)));
    }

    [Fact]
    public async Task Store_PutInOneRun_IsThereInTheNext()
    {
        var put = await rig.User.PublishFlowAsync(Token, Steps.Put("between-runs", "{{trigger.body}}"));
        var get = await rig.User.PublishFlowAsync(Token, Steps.Get("between-runs"), Steps.Respond(200, "{{step_1}}"));

        using var stored = await rig.App.Http.PostAsJsonAsync($"/api/v1/webhooks/{put}/sync", JsonNode.Parse("""{"list":[1,2]}"""), Token);
        using var response = await rig.App.Http.PostAsJsonAsync($"/api/v1/webhooks/{get}/sync", new { }, Token);

        Assert.Equal("""{"list":[1,2]}""", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(1, Assert.Single(await rig.App.Environment.QueryAsync<long>("SELECT count(*) FROM \"store-entry\" WHERE key = 'between-runs'", Token)));
    }

    [Fact]
    public async Task Request_OfThisApp_GivesItsAnswerToTheNextStep()
    {
        var flow = await rig.User.PublishFlowAsync(
            Token, Steps.Request("GET", $"{rig.App.Http.BaseAddress}api/v1/health"), Steps.Respond(200, "{{step_1.status}} {{step_1.body.status}}"));

        using var response = await rig.App.Http.PostAsJsonAsync($"/api/v1/webhooks/{flow}/sync", new { }, Token);

        Assert.Equal("200 OK", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Template_PathIntoWhatIsInherited_LeadsNowhere()
    {
        var flow = await rig.User.PublishFlowAsync(
            Token, Steps.Respond(200, new { a = "{{trigger.constructor.name}}", b = "{{trigger.__proto__}}", c = "[{{trigger.body.items[1]['full name']}}]" }));

        using var response = await rig.App.Http.PostAsync(
            $"/api/v1/webhooks/{flow}/sync", JsonContent.Create(JsonNode.Parse("""{"items":[0,{"full name":"x"}]}""")), Token);

        Assert.Equal("""{"a":"","b":"","c":"[x]"}""", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Retry_FailedRun_RunsItsRequestAgainInTheSameRow()
    {
        var flow = await rig.User.PublishFlowAsync(Token, Steps.Request("GET", "{{trigger.body.url}}"));
        using var sent = await rig.App.Http.PostAsJsonAsync($"/api/v1/webhooks/{flow}", new { url = "nowhere" }, Token);
        var runId = sent.Headers.GetValues("x-webhook-id").Single();
        await rig.User.EndOfRunAsync(runId, "FAILED", Token);

        await rig.User.CallAsync(HttpMethod.Post, $"/flow-runs/{runId}/retry", new { strategy = "FROM_FAILED_STEP" }, Token);

        await rig.User.EndOfRunAsync(runId, "FAILED", Token);
        Assert.Equal(1, Assert.Single(await rig.App.Environment.QueryAsync<long>("SELECT count(*) FROM flow_run WHERE \"flowId\" = $1", Token, flow)));
    }

    private static JsonObject Named(string name, JsonObject step)
    {
        step["name"] = name;
        return step;
    }
}

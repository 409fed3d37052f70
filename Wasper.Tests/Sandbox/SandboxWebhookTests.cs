using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Wasper.Tests.Sandbox;

/// <summary>Webhooks: what they answer, and that what came is kept.</summary>
[Collection<SharedSandboxRig>]
public sealed class SandboxWebhookTests(SandboxRig rig)
{
    private const int BodyLimit = 25 * 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string?, byte[]> Bodies => new()
    {
        { "POST", "application/json", "{ \"text\" :\t\"h\u00e9llo \ud83d\ude00\",\r\n\"number\":1.50e0 , \"nul\": \"\\u0000\" }\n"u8.ToArray() },
        { "POST", "application/json", "{ not json"u8.ToArray() },
        { "PUT", "application/x-www-form-urlencoded", "a=1&a=2&b=%C3%A9+x&__proto__=y"u8.ToArray() },
        { "PATCH", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n\u0001\r\n--x--\r\n"u8.ToArray() },
        { "POST", "multipart/form-data", "no boundary"u8.ToArray() },
        { "POST", "text/plain; charset=iso-8859-1", Encoding.Latin1.GetBytes("h\u00e9llo") },
        { "POST", "application/octet-stream", [.. Enumerable.Range(0, 70_000).Select(number => (byte)(number * number))] },
        { "POST", "not a type", "anything"u8.ToArray() },
        { "POST", null, "no type"u8.ToArray() },
        { "POST", "application/json", [] },
        { "DELETE", "text/plain", "gone"u8.ToArray() },
        { "GET", null, [] },
        { "GET", "application/json", "{\"a\":1}"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Send_AnyBody_IsKeptByteForByteWithOneRun(string method, string? type, byte[] body)
    {
        var flow = await rig.User.PublishFlowAsync(Token);

        using var response = await SendAsync(method, $"{flow}?q=%00&r=1", type, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync(Token));
        var runId = response.Headers.GetValues("x-webhook-id").Single();
        await rig.User.EndOfRunAsync(runId, "SUCCEEDED", Token);
        const string Payload = "FROM flow_run r JOIN file f ON f.id = r.id AND f.type = 'WEBHOOK_PAYLOAD' WHERE r.id = $1";
        Assert.Equal(body, Assert.Single(await QueryAsync<byte[]>($"SELECT f.data {Payload}", runId)));
        var metadata = JsonNode.Parse(Assert.Single(await QueryAsync<string>($"SELECT f.metadata::text {Payload}", runId)))!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), (string?)metadata["sha256"]);
        Assert.Equal(method, (string?)metadata["method"]);
        Assert.Equal("q=%00&r=1", (string?)metadata["query"]);
        Assert.Equal(type, (string?)metadata["headers"]!["content-type"]);
        Assert.Equal("kept", (string?)metadata["headers"]!["x-custom"]);
        Assert.Equal(1, Assert.Single(await QueryAsync<long>("SELECT count(*) FROM flow_run WHERE \"flowId\" = $1", flow)));
    }

    [Fact]
    public async Task Send_Json_IsInTheLogAsActivepiecesHasIt()
    {
        var flow = await rig.User.PublishFlowAsync(Token);

        var runId = await PostAsync($"{flow}?a=1&a=2", "{\"k\": \"h\u00e9llo\"}");

        await rig.User.EndOfRunAsync(runId, "SUCCEEDED", Token);
        var log = JsonNode.Parse(Assert.Single(await QueryAsync<byte[]>(
            "SELECT f.data FROM flow_run r JOIN file f ON f.id = r.\"logsFileId\" WHERE r.id = $1 AND f.type = 'FLOW_RUN_LOG' AND f.compression = 'NONE'", runId)))!;
        var output = log["executionState"]!["steps"]!["trigger"]!["output"]!;
        Assert.Equal("{\"k\": \"h\u00e9llo\"}", (string?)output["rawBody"]);
        Assert.Equal("h\u00e9llo", (string?)output["body"]!["k"]);
        Assert.Equal("POST", (string?)output["method"]);
        Assert.Equal("[\"1\",\"2\"]", output["queryParams"]!["a"]!.ToJsonString());
    }

    [Fact]
    public async Task Send_ManyAtOnce_BecomeOneRunEach()
    {
        const int Count = 150;
        var flow = await rig.User.PublishFlowAsync(Token);

        var ids = await Task.WhenAll(Enumerable.Range(0, Count).Select(number => PostAsync(flow, $"{{\"number\":{number}}}")));

        Assert.Equal(Count, ids.Distinct().Count());
        await Eventually.EqualsAsync(Count, () => CountAsync("SELECT count(*) FROM flow_run WHERE \"flowId\" = $1 AND status = 'SUCCEEDED'", flow), Token);
        Assert.Equal(Count, await CountAsync("SELECT count(*) FROM flow_run WHERE \"flowId\" = $1 AND id = ANY($2)", flow, ids));
        Assert.Equal(Count, await CountAsync("SELECT count(DISTINCT data) FROM file WHERE type = 'WEBHOOK_PAYLOAD' AND metadata->>'flowId' = $1", flow));
    }

    [Fact]
    public async Task Send_UnknownFlow_IsGone()
    {
        using var response = await SendAsync("POST", "nobody-has-this-id", "application/json", "{}"u8.ToArray());

        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
    }

    [Fact]
    public async Task Send_DisabledFlow_IsNotFoundUntilItIsEnabled()
    {
        var flow = await rig.User.CreateFlowAsync(Token);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(flow));
        await rig.User.OperateAsync(flow, "LOCK_AND_PUBLISH", new { }, Token);
        await rig.User.OperateAsync(flow, "CHANGE_STATUS", new { status = "DISABLED" }, Token);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(flow));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{flow}/sync"));
        await rig.User.OperateAsync(flow, "CHANGE_STATUS", new { status = "ENABLED" }, Token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(flow));
    }

    [Fact]
    public async Task Sync_ResponseStep_IsTheAnswer()
    {
        var flow = await rig.User.PublishFlowAsync(
            Token,
            Steps.Map(new { greeting = "Hello {{trigger.body.name}}", whole = "{{trigger['body']}}" }),
            Steps.Respond(201, "{{step_1}}", new { x_custom = "yes" }));

        using var response = await SendAsync("POST", $"{flow}/sync", "application/json", "{\"name\":\"you\"}"u8.ToArray());

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("yes", response.Headers.GetValues("x_custom").Single());
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"greeting":"Hello you","whole":{"name":"you"}}"""), JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))));
        await rig.User.EndOfRunAsync(response.Headers.GetValues("x-webhook-id").Single(), "SUCCEEDED", Token);
    }

    [Fact]
    public async Task Sync_NoResponseStep_IsAnsweredWithoutContent()
    {
        var flow = await rig.User.PublishFlowAsync(Token);

        using var response = await SendAsync("POST", $"{flow}/sync", "application/json", "{}"u8.ToArray());

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Sync_FailedStep_IsAnsweredWithAnError()
    {
        var flow = await rig.User.PublishFlowAsync(Token, Steps.Map(new { value = "{{1 + 1}}" }), Steps.Respond(200, "never"));

        using var response = await SendAsync("POST", $"{flow}/sync", "application/json", "{}"u8.ToArray());

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var run = await rig.User.EndOfRunAsync(response.Headers.GetValues("x-webhook-id").Single(), "FAILED", Token);
        Assert.Equal("step_1", (string?)run["failedStepName"]);
        Assert.Contains("is not a path", (string?)run["steps"]!["step_1"]!["errorMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draft_ChangedAfterPublishing_RunsTheNewestVersion()
    {
        var flow = await rig.User.PublishFlowAsync(Token, Steps.Respond(200, "old"));
        await rig.User.OperateAsync(flow, "IMPORT_FLOW", new { displayName = "Test", trigger = Steps.Webhook(Steps.Respond(200, "new")) }, Token);

        Assert.Equal("old", await AnswerAsync($"{flow}/sync"));
        Assert.Equal("new", await AnswerAsync($"{flow}/draft/sync"));
        var run = await rig.User.EndOfRunAsync(await PostAsync($"{flow}/draft", "{}"), "SUCCEEDED", Token);
        Assert.Equal("TESTING", (string?)run["environment"]);
    }

    [Fact]
    public async Task Test_Request_IsKeptAsASampleAndRunsNothing()
    {
        var flow = await rig.User.CreateFlowAsync(Token);

        await PostAsync($"{flow}/test", "{\"sample\":true}");

        var sample = JsonNode.Parse(Assert.Single(await QueryAsync<byte[]>(
            "SELECT f.data FROM trigger_event e JOIN file f ON f.id = e.\"fileId\" WHERE e.\"flowId\" = $1", flow)))!;
        Assert.True((bool?)sample["body"]!["sample"]);
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM flow_run WHERE \"flowId\" = $1", flow));
    }

    [Fact]
    public async Task Send_LargestBody_IsKept()
    {
        var flow = await rig.User.PublishFlowAsync(Token);
        var body = RandomNumberGenerator.GetBytes(BodyLimit);

        using var response = await SendAsync("POST", flow, "application/octet-stream", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var runId = response.Headers.GetValues("x-webhook-id").Single();
        await rig.User.EndOfRunAsync(runId, "SUCCEEDED", Token);
        Assert.Equal(SHA256.HashData(body), Assert.Single(await QueryAsync<byte[]>("SELECT sha256(data) FROM file WHERE id = $1", runId)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_LargerBody_IsRefusedCleanly(bool withLength)
    {
        var flow = await rig.User.PublishFlowAsync(Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/webhooks/{flow}") { Content = new ByteArrayContent(new byte[BodyLimit + 1]) };
        request.Headers.TransferEncodingChunked = !withLength;

        using var response = await rig.App.Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? type, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/webhooks/{path}");
        request.Headers.Add("x-custom", "kept");
        if (type is not null || body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.Remove("Content-Type");
            if (type is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
        }

        return await rig.App.Http.SendAsync(request, Token);
    }

    private async Task<string> PostAsync(string path, string json)
    {
        using var response = await SendAsync("POST", path, "application/json", Encoding.UTF8.GetBytes(json));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.GetValues("x-webhook-id").Single();
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await SendAsync("POST", path, "application/json", "{}"u8.ToArray());
        return response.StatusCode;
    }

    private async Task<string> AnswerAsync(string path)
    {
        using var response = await SendAsync("POST", path, "application/json", "{}"u8.ToArray());
        return await response.Content.ReadAsStringAsync(Token);
    }

    private Task<List<T>> QueryAsync<T>(string sql, params object[] parameters) => rig.App.Environment.QueryAsync<T>(sql, Token, parameters);

    private async Task<int> CountAsync(string sql, params object[] parameters) => (int)Assert.Single(await QueryAsync<long>(sql, parameters));
}

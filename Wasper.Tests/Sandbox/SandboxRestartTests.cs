using System.Net;
using System.Net.Http.Json;
using Wasper.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Sandbox;

/// <summary>What becomes of runs and requests when the app ends, however it ends, or loses what it stands on.</summary>
[Collection<SharedSandboxRig>]
public sealed class SandboxRestartTests(SandboxRig rig)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_RunsUnderWay_AreDoneAgainInTheirRows()
    {
        var place = await rig.NewPlaceAsync(Token);
        await using var first = await SandboxApp.StartAsync(place, Token);
        var user = await SandboxUser.SignUpAsync(first, Token);
        var flow = await user.PublishFlowAsync(Token, Steps.Wait(1));
        // More than are done at the same time.
        var ids = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => PostAsync(first, flow)));
        await Eventually.EqualsAsync(10L, () => CountAsync(place, "RUNNING"), Token);

        await first.KillAsync();
        await using var second = await SandboxApp.StartAsync(place, Token);

        await Eventually.EqualsAsync(15L, () => CountAsync(place, "SUCCEEDED"), Token);
        Assert.Equal(ids.Order(StringComparer.Ordinal), (await place.QueryAsync<string>("SELECT id FROM flow_run", Token)).Order(StringComparer.Ordinal));
        Assert.Equal(15, Assert.Single(await place.QueryAsync<long>("SELECT count(*) FROM file WHERE type = 'FLOW_RUN_LOG'", Token)));
    }

    [Fact]
    public async Task Terminate_SyncRequestsUnderWay_AreAnsweredAndTheirRunsEnd()
    {
        var place = await rig.NewPlaceAsync(Token);
        await using var first = await SandboxApp.StartAsync(place, Token);
        var user = await SandboxUser.SignUpAsync(first, Token);
        var quick = await user.PublishFlowAsync(Token, Steps.Wait(1), Steps.Respond(200, "done"));
        var slow = await user.PublishFlowAsync(Token, Steps.Wait(5), Steps.Respond(200, "never"));
        using var client = await SocketClient.StartAsync(first, "/api/socket.io", user.Token, Token);
        Assert.Equal("connected", await client.ReadAsync(Token));
        var slowAnswer = first.Http.PostAsJsonAsync($"/api/v1/webhooks/{slow}/sync", new { }, Token);
        await Eventually.EqualsAsync(1L, () => CountAsync(place, "RUNNING"), Token);
        var quickAnswer = first.Http.PostAsJsonAsync($"/api/v1/webhooks/{quick}/sync", new { }, Token);
        await Eventually.EqualsAsync(2L, () => CountAsync(place, "RUNNING"), Token);

        await first.TerminateAsync(Token);

        using var quickResponse = await quickAnswer;
        using var slowResponse = await slowAnswer;
        Assert.Equal(0, await first.WaitForExitAsync(Token));
        Assert.EndsWith("Stopped.", first.Output, StringComparison.Ordinal);
        Assert.Equal("done", await quickResponse.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.NoContent, slowResponse.StatusCode);

        await using var second = await SandboxApp.StartAsync(place, Token);
        await Eventually.EqualsAsync(2L, () => CountAsync(place, "SUCCEEDED"), Token);
        Assert.Equal(2, Assert.Single(await place.QueryAsync<long>("SELECT count(*) FROM flow_run", Token)));
    }

    [Fact]
    public async Task Sync_SlowerThanTheLimit_IsAnsweredWithoutContentAndEndsLater()
    {
        await using var app = await SandboxApp.StartAsync((await rig.NewPlaceAsync(Token)).With("AP_WEBHOOK_TIMEOUT_SECONDS", "1"), Token);
        var user = await SandboxUser.SignUpAsync(app, Token);
        var flow = await user.PublishFlowAsync(Token, Steps.Wait(2), Steps.Respond(200, "late"));

        using var response = await app.Http.PostAsJsonAsync($"/api/v1/webhooks/{flow}/sync", new { }, Token);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        await user.EndOfRunAsync(response.Headers.GetValues("x-webhook-id").Single(), "SUCCEEDED", Token);
    }

    [Fact]
    public async Task Run_LongerThanItsLimit_TimesOut()
    {
        await using var app = await SandboxApp.StartAsync((await rig.NewPlaceAsync(Token)).With("AP_FLOW_TIMEOUT_SECONDS", "1"), Token);
        var user = await SandboxUser.SignUpAsync(app, Token);
        var flow = await user.PublishFlowAsync(Token, Steps.Wait(60));

        using var response = await app.Http.PostAsJsonAsync($"/api/v1/webhooks/{flow}/sync", new { }, Token);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        await user.EndOfRunAsync(response.Headers.GetValues("x-webhook-id").Single(), "TIMEOUT", Token);
    }

    [Fact]
    public async Task AppAndWorker_InTwoProcesses_AnswerTogether()
    {
        var place = await rig.NewPlaceAsync(Token);
        var starts = await Task.WhenAll(
            SandboxApp.StartAsync(place.With("AP_CONTAINER_TYPE", "APP"), Token),
            SandboxApp.StartAsync(place.With("AP_CONTAINER_TYPE", "WORKER"), Token));
        await using var app = starts[0];
        await using var worker = starts[1];
        var user = await SandboxUser.SignUpAsync(app, Token);
        var flow = await user.PublishFlowAsync(Token, Steps.Respond(200, "together"));

        using var response = await app.Http.PostAsJsonAsync($"/api/v1/webhooks/{flow}/sync", new { }, Token);

        Assert.Equal("together", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("{\"status\":\"OK\"}", await worker.Http.GetStringAsync("/api/v1/health", Token));
        Assert.Single(await place.QueryAsync<string>("SELECT name FROM migrations", Token));
    }

    [Fact]
    public async Task Redis_GoneForAWhile_RequestsAreRefusedAndTakenAgain()
    {
        var place = await rig.NewPlaceAsync(Token);
        var port = Loopback.FreePort();
        var redis = await rig.StartRedisAsync("redis-lost", port, Token);
        await using var app = await SandboxApp.StartAsync(place.With("AP_REDIS_URL", SandboxRig.RedisUrl(port)), Token);
        var user = await SandboxUser.SignUpAsync(app, Token);
        var flow = await user.PublishFlowAsync(Token);

        await new ToolProcess("kill", "-TERM", $"{redis.Id}").RunCheckedAsync("kill", Token);
        await redis.WaitForExitAsync(Token);
        await Eventually.EqualsAsync(HttpStatusCode.ServiceUnavailable, () => StatusAsync(app, flow), Token);
        await rig.StartRedisAsync("redis-lost", port, Token);

        await Eventually.EqualsAsync(HttpStatusCode.OK, () => StatusAsync(app, flow), Token);
        await Eventually.EqualsAsync(true, async () => await CountAsync(place, "SUCCEEDED") > 0, Token);
        await Eventually.EqualsAsync(0L, () => CountAsync(place, "RUNNING"), Token);
    }

    [Fact]
    public async Task Postgres_EndsAllConnections_RunsStillEnd()
    {
        var place = await rig.NewPlaceAsync(Token);
        await using var app = await SandboxApp.StartAsync(place, Token);
        var user = await SandboxUser.SignUpAsync(app, Token);
        var flow = await user.PublishFlowAsync(Token, Steps.Wait(1));
        var runId = await PostAsync(app, flow);
        await Eventually.EqualsAsync(1L, () => CountAsync(place, "RUNNING"), Token);

        await place.QueryAsync<bool>("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", Token);

        await Eventually.EqualsAsync(HttpStatusCode.OK, () => StatusAsync(app, flow), Token);
        await user.EndOfRunAsync(runId, "SUCCEEDED", Token);
    }

    private static async Task<string> PostAsync(SandboxApp app, string flow)
    {
        using var response = await app.Http.PostAsJsonAsync($"/api/v1/webhooks/{flow}", new { }, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.GetValues("x-webhook-id").Single();
    }

    private static async Task<HttpStatusCode> StatusAsync(SandboxApp app, string flow)
    {
        using var response = await app.Http.PostAsJsonAsync($"/api/v1/webhooks/{flow}", new { }, Token);
        return response.StatusCode;
    }

    private static async Task<long> CountAsync(SandboxEnvironment place, string status)
        => Assert.Single(await place.QueryAsync<long>("SELECT count(*) FROM flow_run WHERE status = $1", Token, status));
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Wasper.Tests.Sandbox;

/// <summary>A signed-in user of a stand-in app.</summary>
public sealed class SandboxUser(SandboxApp app, JsonNode answer)
{
    public const string Email = "tests@example.test";
    public const string Password = "Pass-of-tests-1";

    public string Token { get; } = (string)answer["token"]!;

    public string ProjectId { get; } = (string)answer["projectId"]!;

    public static async Task<SandboxUser> SignUpAsync(SandboxApp app, CancellationToken cancellationToken)
    {
        var user = new { email = Email, password = Password, firstName = "Test", lastName = "User" };
        return new(app, await ReadAsync(await app.Http.PostAsJsonAsync("/api/v1/authentication/sign-up", user, cancellationToken), cancellationToken));
    }

    public static async Task<SandboxUser> SignInAsync(SandboxApp app, CancellationToken cancellationToken, string email = Email, string password = Password)
        => new(app, await ReadAsync(
            await app.Http.PostAsJsonAsync("/api/v1/authentication/sign-in", new { email, password }, cancellationToken), cancellationToken));

    /// <summary>A call that is to succeed, and its answer.</summary>
    public async Task<JsonNode> CallAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
        => await ReadAsync(await SendAsync(method, path, body, cancellationToken), cancellationToken);

    /// <summary>A call, whatever comes of it.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1{path}") { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await app.Http.SendAsync(request, cancellationToken);
    }

    /// <summary>A new flow that is not published.</summary>
    public async Task<string> CreateFlowAsync(CancellationToken cancellationToken, params JsonObject[] steps)
    {
        var flow = await CallAsync(HttpMethod.Post, "/flows", new { displayName = "Test", projectId = ProjectId }, cancellationToken);
        var id = (string)flow["id"]!;
        await OperateAsync(id, "IMPORT_FLOW", new { displayName = "Test", trigger = Steps.Webhook(steps) }, cancellationToken);
        return id;
    }

    /// <summary>A new flow that is published.</summary>
    public async Task<string> PublishFlowAsync(CancellationToken cancellationToken, params JsonObject[] steps)
    {
        var id = await CreateFlowAsync(cancellationToken, steps);
        await OperateAsync(id, "LOCK_AND_PUBLISH", new { }, cancellationToken);
        return id;
    }

    public Task<JsonNode> OperateAsync(string flowId, string type, object request, CancellationToken cancellationToken)
        => CallAsync(HttpMethod.Post, $"/flows/{flowId}", new { type, request }, cancellationToken);

    /// <summary>Waits until a run has ended.</summary>
    public async Task<JsonNode> EndOfRunAsync(string runId, string expectedStatus, CancellationToken cancellationToken)
    {
        await Eventually.EqualsAsync(expectedStatus, () => StatusOfAsync(runId, cancellationToken), cancellationToken);
        return await CallAsync(HttpMethod.Get, $"/flow-runs/{runId}", null, cancellationToken);
    }

    private async Task<string> StatusOfAsync(string runId, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/flow-runs/{runId}", null, cancellationToken);
        return response.IsSuccessStatusCode
            ? (string)(await ReadAsync(response, cancellationToken))["status"]!
            : $"{(int)response.StatusCode}";
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage?.RequestUri?.AbsolutePath}: {(int)response.StatusCode} {text}");
            return JsonNode.Parse(text)!;
        }
    }
}

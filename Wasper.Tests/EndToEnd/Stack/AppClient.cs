using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Wasper.Tests.EndToEnd.Stack;

/// <summary>A signed-in user of the app: the calls that a test needs.</summary>
internal sealed class AppClient
{
    private readonly HttpClient _http;
    private readonly string _token;
    private readonly string _projectId;

    private AppClient(HttpClient http, string token, string projectId) => (_http, _token, _projectId) = (http, token, projectId);

    /// <summary>The JWT.</summary>
    public string Token => _token;

    public static async Task<AppClient> SignUpAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            "/api/v1/authentication/sign-up",
            new { email = $"{Guid.NewGuid():N}@example.test", password = "Smoke-pass-1234", firstName = "Ada", lastName = "Test", trackEvents = false, newsLetter = false },
            cancellationToken);
        var user = await ReadAsync(response, cancellationToken);
        return new AppClient(http, $"{user["token"]}", $"{user["projectId"]}");
    }

    /// <summary>Makes and publishes a flow that starts with a webhook, and gives its id.</summary>
    public async Task<string> PublishFlowAsync(JsonNode? firstAction, CancellationToken cancellationToken)
    {
        var flow = await PostAsync("/api/v1/flows", new JsonObject { ["displayName"] = "Test", ["projectId"] = _projectId }, cancellationToken);
        var id = $"{flow["id"]}";
        var trigger = new JsonObject
        {
            ["name"] = "trigger",
            ["type"] = "PIECE_TRIGGER",
            ["valid"] = true,
            ["displayName"] = "Catch Webhook",
            ["settings"] = new JsonObject
            {
                ["pieceName"] = "@activepieces/piece-webhook",
                ["pieceVersion"] = "0.1.25",
                ["triggerName"] = "catch_webhook",
                ["input"] = new JsonObject { ["authType"] = "none", ["authFields"] = new JsonObject() },
                ["propertySettings"] = new JsonObject(),
            },
        };
        if (firstAction is not null)
        {
            trigger["nextAction"] = firstAction.DeepClone();
        }

        await PostAsync($"/api/v1/flows/{id}", Operation("IMPORT_FLOW", new JsonObject { ["displayName"] = "Test", ["trigger"] = trigger, ["schemaVersion"] = "7" }), cancellationToken);
        await PostAsync($"/api/v1/flows/{id}", Operation("LOCK_AND_PUBLISH", []), cancellationToken);
        await PostAsync($"/api/v1/flows/{id}", Operation("CHANGE_STATUS", new JsonObject { ["status"] = "ENABLED" }), cancellationToken);
        return id;
    }

    /// <summary>The step by which a flow answers a synchronous webhook.</summary>
    public static JsonObject ReturnResponse(int status, string body) => new()
    {
        ["name"] = "step_1",
        ["type"] = "PIECE",
        ["valid"] = true,
        ["displayName"] = "Return Response",
        ["settings"] = new JsonObject
        {
            ["pieceName"] = "@activepieces/piece-webhook",
            ["pieceVersion"] = "0.1.25",
            ["actionName"] = "return_response",
            ["input"] = new JsonObject { ["responseType"] = "json", ["fields"] = new JsonObject { ["status"] = status, ["body"] = body } },
            ["propertySettings"] = new JsonObject(),
        },
    };

    private static JsonObject Operation(string type, JsonObject request) => new() { ["type"] = type, ["request"] = request };

    private async Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using var response = await _http.SendAsync(request, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}

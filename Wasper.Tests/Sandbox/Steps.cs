using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wasper.Tests.Sandbox;

/// <summary>The steps of flows, in Activepieces' form.</summary>
internal static class Steps
{
    public static JsonObject Map(object mapping) => Piece("data-mapper", "advanced_mapping", new { mapping });

    public static JsonObject Put(string key, string value) => Piece("store", "put", new { key, value });

    public static JsonObject Get(string key) => Piece("store", "get", new { key });

    public static JsonObject Wait(double seconds) => Piece("delay", "delayFor", new { unit = "seconds", delayFor = seconds });

    public static JsonObject Request(string method, string url) => Piece("http", "send_request", new { method, url });

    public static JsonObject Respond(int status, object body, object? headers = null)
        => Piece("webhook", "return_response", new { responseType = "json", fields = new { status, headers = headers ?? new { }, body } });

    /// <summary>A webhook trigger with steps behind it, named <c>step_1</c> and so on.</summary>
    public static JsonObject Webhook(params IReadOnlyList<JsonObject> steps)
    {
        JsonObject? next = null;
        for (var number = steps.Count; number > 0; number--)
        {
            var step = (JsonObject)steps[number - 1].DeepClone();
            step["name"] = $"step_{number}";
            step["nextAction"] = next;
            next = step;
        }

        return new JsonObject
        {
            ["name"] = "trigger",
            ["type"] = "PIECE_TRIGGER",
            ["valid"] = true,
            ["displayName"] = "Catch Webhook",
            ["settings"] = Settings("webhook", "triggerName", "catch_webhook", new { authType = "none", authFields = new { } }),
            ["nextAction"] = next,
        };
    }

    public static JsonObject Piece(string piece, string action, object input) => new()
    {
        ["type"] = "PIECE",
        ["valid"] = true,
        ["displayName"] = action,
        ["settings"] = Settings(piece, "actionName", action, input),
    };

    private static JsonObject Settings(string piece, string kind, string name, object input) => new()
    {
        ["pieceName"] = $"@activepieces/piece-{piece}",
        ["pieceVersion"] = "0.1.0",
        [kind] = name,
        ["input"] = JsonSerializer.SerializeToNode(input),
        ["propertySettings"] = new JsonObject(),
    };
}

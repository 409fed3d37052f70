using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Wasper.Gateway.Webhooks;

/// <summary>Tells requests by which senders check an address: they want an answer that only the flow can give, so they are never answered for it.</summary>
/// <remarks>
/// In Activepieces a piece names the header, query parameter or field of the body that makes a request a handshake. The gateway does not know which pieces
/// a flow has, so any request that has one of the signs in use counts as one: it then waits for the app, which costs little, while a handshake that is answered with
/// <c>{}</c> fails for good. The signs are those in the senders' documentation:
/// <list type="bullet">
/// <item>headers: Asana and Wrike <c>X-Hook-Secret</c>, Smartsheet <c>Smartsheet-Hook-Challenge</c>, RingCentral <c>Validation-Token</c>, Adobe Sign
/// <c>X-AdobeSign-ClientId</c>, Okta <c>X-Okta-Verification-Challenge</c>, Event Grid <c>aeg-event-type: SubscriptionValidation</c>, CloudEvents
/// <c>WebHook-Request-Origin</c></item>
/// <item>query parameters: WebSub and Meta <c>hub.challenge</c>, Microsoft Graph <c>validationToken</c>, X <c>crc_token</c>, and <c>challenge</c></item>
/// <item>fields of a body: Slack, monday.com and Lark <c>challenge</c>, Zoom <c>payload.plainToken</c></item>
/// </list>
/// </remarks>
internal sealed class Handshakes(WebhookOptions options)
{
    /// <summary>Handshakes are short. A longer body is not read for one.</summary>
    public const int MaxBodyBytes = 16 * 1024;

    private static readonly string[] _headers =
    [
        "X-Hook-Secret", "Smartsheet-Hook-Challenge", "Validation-Token", "X-AdobeSign-ClientId", "X-Okta-Verification-Challenge", "WebHook-Request-Origin",
    ];

    private static readonly string[] _parameters = ["hub.challenge", "hub.mode", "validationToken", "crc_token", "challenge"];

    private static readonly string[] _fields = ["challenge"];

    /// <summary>Whether headers or query say so.</summary>
    public bool IsOne(HttpRequest request) =>
        Has(_headers, request.Headers.ContainsKey)
        || Has(_parameters, request.Query.ContainsKey)
        || options.HandshakeNames.Any(name => request.Headers.ContainsKey(name) || request.Query.ContainsKey(name))
        || request.Headers["aeg-event-type"] == "SubscriptionValidation";

    /// <summary>Whether a whole body says so, as JSON or as a form.</summary>
    public bool IsOne(ReadOnlySpan<byte> body, string? contentType)
    {
        if (body.Length is 0 or > MaxBodyBytes)
        {
            return false;
        }

        return contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true
            ? IsOne(new FormReader(System.Text.Encoding.UTF8.GetString(body)))
            : IsJsonOne(body);
    }

    private static bool Has(string[] names, Func<string, bool> contains) => Array.Exists(names, name => contains(name));

    private bool IsField(string name) => _fields.Contains(name) || options.HandshakeNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    private bool IsOne(FormReader form)
    {
        try
        {
            return form.ReadForm().Keys.Any(IsField);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // The type that the sender gives is not asked: some give none.
    private bool IsJsonOne(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonDocument.TryParseValue(ref reader, out var document) && IsOne(document);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool IsOne(JsonDocument document)
    {
        using (document)
        {
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object
                && (root.EnumerateObject().Any(field => IsField(field.Name) && field.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                    || (root.TryGetProperty("payload", out var payload)
                        && payload.ValueKind is JsonValueKind.Object
                        && payload.TryGetProperty("plainToken", out _)));
        }
    }
}

namespace Wasper.Gateway.Telemetry;

/// <summary>The kinds of path the app has, for names of spans and attributes of metrics: paths themselves hold ids, and anyone can make up new ones.</summary>
internal static class EdgeRoute
{
    public const string Webhook = "/api/v1/webhooks/{flowId}";
    public const string SyncWebhook = "/api/v1/webhooks/{flowId}/sync";
    public const string OtherWebhook = "/api/v1/webhooks/{flowId}/{**rest}";
    public const string Socket = "/api/socket.io";
    public const string Api = "/api/{**path}";
    public const string Asset = "/assets/{**path}";
    public const string Page = "/{**path}";

    private const string WebhookPrefix = "/api/v1/webhooks/";

    /// <summary>The route of a request, as OpenTelemetry's <c>http.route</c>: one of the constants above.</summary>
    public static string Of(PathString path)
    {
        var value = path.Value.AsSpan();
        if (value.StartsWith(WebhookPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return OfWebhook(value[WebhookPrefix.Length..]);
        }

        if (Is(path, Socket) || Is(path, "/socket.io"))
        {
            return Socket;
        }

        return Is(path, "/api") ? Api
            : Is(path, "/assets") ? Asset
            : Page;
    }

    private static string OfWebhook(ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        return slash < 0 ? Webhook
            : rest[slash..].Equals("/sync", StringComparison.OrdinalIgnoreCase) ? SyncWebhook
            : OtherWebhook;
    }

    private static bool Is(PathString path, string first) => path.StartsWithSegments(first, StringComparison.OrdinalIgnoreCase);
}

namespace Wasper.Gateway.Protection;

/// <summary>Why the gateway turned a request or a connection away: the values of the attribute <c>reason</c>.</summary>
internal static class Refusal
{
    /// <summary>A request without a usable host.</summary>
    public const string NoHost = "no_host";

    /// <summary>A host that is not among <c>Gateway:Domains</c>.</summary>
    public const string UnknownHost = "unknown_host";

    /// <summary>A proxy that is not trusted hands HTTPS on as HTTP.</summary>
    public const string RedirectLoop = "redirect_loop";

    /// <summary>A WebSocket over HTTP/2 on a path that has none.</summary>
    public const string Upgrade = "upgrade";

    /// <summary>A request that is broken, or has two readings.</summary>
    public const string Malformed = "malformed";

    /// <summary>A request line or header beyond its limit.</summary>
    public const string TooLarge = "too_large";

    /// <summary>A header or a body that took too long to come.</summary>
    public const string SlowClient = "slow_client";

    /// <summary>A connection beyond <c>Gateway:Limits:Connections</c>.</summary>
    public const string Connections = "connections";

    /// <summary>A connection beyond <c>Gateway:Limits:ClientConnections</c>.</summary>
    public const string ClientConnections = "client_connections";

    /// <summary>A client outside <c>Gateway:AllowList:Networks</c>.</summary>
    public const string NotAllowed = "not_allowed";

    /// <summary>More requests than <c>Gateway:RateLimit:RequestsPerMinute</c>.</summary>
    public const string Rate = "rate";

    /// <summary>More attempts to sign in than <c>Gateway:RateLimit:SignInsPerMinute</c>.</summary>
    public const string SignInRate = "sign_in_rate";
}

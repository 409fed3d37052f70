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
}

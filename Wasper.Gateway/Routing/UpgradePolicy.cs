using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Protection;
using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Routing;

/// <summary>Opens WebSockets on the app's socket paths and nowhere else: behind an upgrade the gateway reads no requests any more, so what came through it would pass
/// by every check.</summary>
internal sealed class UpgradePolicy(RefusalMetrics refusals) : IEdgeStep
{
    private const string WebSocket = "websocket";

    private static readonly PathString _socket = new("/socket.io");
    private static readonly PathString _apiSocket = new("/api/socket.io");

    private static readonly PlainAnswer _notHere = new(StatusCodes.Status404NotFound, "There is no WebSocket at this path.");

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // One of the two is how HTTP/1.1 asks (RFC 9110, 7.8), the other how HTTP/2 does (RFC 8441).
        var upgrade = context.Request.Headers.Upgrade;
        if (upgrade.Count == 0 && !HttpMethods.IsConnect(context.Request.Method))
        {
            return next(context);
        }

        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            return IsAllowed(context, connect.Protocol) ? next(context) : RefuseAsync(context);
        }

        if (!IsAllowed(context, upgrade))
        {
            // A server may leave an upgrade alone and answer the request as it is (RFC 9110, 7.8), as the app's own nginx does. Clients that offer h2c with an
            // ordinary request (curl, Java's HttpClient) would not understand a refusal.
            context.Request.Headers.Remove("Upgrade");
            context.Features.Set<IHttpUpgradeFeature>(null);
        }

        return next(context);
    }

    private static bool IsAllowed(HttpContext context, string? protocol)
    {
        var path = context.Request.Path;
        return string.Equals(protocol, WebSocket, StringComparison.OrdinalIgnoreCase)
            && (path.StartsWithSegments(_apiSocket, StringComparison.Ordinal) || path.StartsWithSegments(_socket, StringComparison.Ordinal));
    }

    // An extended CONNECT has no ordinary request in it that could be answered instead.
    private Task RefuseAsync(HttpContext context)
    {
        refusals.Count(Refusal.Upgrade);
        return _notHere.WriteAsync(context);
    }
}

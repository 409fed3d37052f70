using System.Net;

namespace Wasper.Gateway.Admin;

/// <summary>Keeps web pages away from a loopback port: a page can make a browser send requests to it (cross-site request forgery), or reach it by a
/// name that resolves to loopback (DNS rebinding). Operators' tools send neither an <c>Origin</c> nor a foreign <c>Host</c>.</summary>
internal static class BrowserGuard
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        if (headers.Origin.Count == 0 && !headers.ContainsKey("Sec-Fetch-Site") && IsLocal(context.Request.Host.Host))
        {
            return next(context);
        }

        return AdminProblem.Of("The admin endpoint answers programs on this machine only, not web pages.", StatusCodes.Status403Forbidden)
            .ExecuteAsync(context);
    }

    private static bool IsLocal(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}

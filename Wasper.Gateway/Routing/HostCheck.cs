using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Protection;
using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Routing;

/// <summary>Keeps requests for other sites, and for none, away from the app: it builds links from the Host it is given.</summary>
internal sealed class HostCheck(KnownHosts hosts, RefusalMetrics refusals) : IEdgeStep
{
    private static readonly PlainAnswer _none = new(StatusCodes.Status400BadRequest, "The request names no host.");

    /// <summary>A browser that reuses a connection for a second name (RFC 9113, 9.1.1) then asks again on one of its own.</summary>
    private static readonly PlainAnswer _unknown = new(StatusCodes.Status421MisdirectedRequest, "This server does not serve the host that was asked for.");

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Host.HasValue)
        {
            refusals.Count(Refusal.NoHost);
            return _none.WriteAsync(context);
        }

        if (hosts.Knows(context))
        {
            return next(context);
        }

        refusals.Count(Refusal.UnknownHost);
        return _unknown.WriteAsync(context);
    }
}

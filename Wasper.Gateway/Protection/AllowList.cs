using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Proxy;
using Wasper.Gateway.Routing;

namespace Wasper.Gateway.Protection;

/// <summary>Keeps the sign-in and the administration for those in <see cref="AllowListOptions.Networks"/>. Webhooks and whoever is signed in already are not concerned.</summary>
internal sealed class AllowList(AllowListOptions options, RefusalMetrics refusals) : IEdgeStep
{
    private static readonly PlainAnswer _answer = new(StatusCodes.Status403Forbidden, "This part of the server is not open to your network.");

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!CanonicalPath.IsUnder(CanonicalPath.Of(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget), options.Paths)
            || (context.Connection.RemoteIpAddress is { } client && options.Networks.Contains(client)))
        {
            return next(context);
        }

        refusals.Count(Refusal.NotAllowed);
        return _answer.WriteAsync(context);
    }
}

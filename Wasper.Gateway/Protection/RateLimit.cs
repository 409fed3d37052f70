using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Clients;
using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Proxy;
using Wasper.Gateway.Routing;

namespace Wasper.Gateway.Protection;

/// <summary>Answers 429 to clients that send more than <see cref="RateLimitOptions"/> gives them. Trusted proxies that name no client are not counted: they stand for many.</summary>
internal sealed class RateLimit(RateLimitOptions options, TrustedProxies proxies, RefusalMetrics refusals, TimeProvider time) : IEdgeStep
{
    private static readonly string[] _signIn = ["/api/v1/authentication"];
    private static readonly string[] _webhooks = ["/api/v1/webhooks"];

    private static readonly PlainAnswer _answer = new(StatusCodes.Status429TooManyRequests, "Too many requests. Try again later.");

    private readonly TokenBuckets? _requests = options.Requests is { } rate ? new TokenBuckets(rate, time) : null;
    private readonly TokenBuckets? _signIns = options.SignIn is { } rate ? new TokenBuckets(rate, time) : null;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Connection.RemoteIpAddress is not { } address || proxies.Includes(address))
        {
            return next(context);
        }

        var client = ClientKey.Of(address);
        var path = CanonicalPath.Of(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (_signIns is not null && HttpMethods.IsPost(context.Request.Method) && CanonicalPath.IsUnder(path, _signIn) && !_signIns.TryTake(client, out var wait))
        {
            return RefuseAsync(context, Refusal.SignInRate, wait);
        }

        if (_requests is not null && (options.CountsWebhooks || !CanonicalPath.IsUnder(path, _webhooks)) && !_requests.TryTake(client, out wait))
        {
            return RefuseAsync(context, Refusal.Rate, wait);
        }

        return next(context);
    }

    private Task RefuseAsync(HttpContext context, string reason, TimeSpan wait)
    {
        refusals.Count(reason);
        return (_answer with { RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds) }).WriteAsync(context);
    }
}

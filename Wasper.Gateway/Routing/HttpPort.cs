using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Protection;
using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Routing;

/// <summary>Sends the HTTP port's requests to HTTPS: same host, same path, the HTTPS port as clients see it.</summary>
internal sealed partial class HttpPort(GatewayOptions options, KnownHosts hosts, RefusalMetrics refusals, ILogger<HttpPort> logger)
{
    private const int DefaultHttpsPort = 443;

    private static readonly PlainAnswer _unusable = new(StatusCodes.Status400BadRequest, "The request names no usable host or path.");

    private static readonly PlainAnswer _unknown = new(StatusCodes.Status404NotFound, "This server does not serve the host that was asked for.");

    private static readonly PlainAnswer _loop = new(
        StatusCodes.Status502BadGateway,
        "A proxy in front of this server takes HTTPS and passes it on as plain HTTP; sending you to HTTPS once more would go in circles. "
        + "Let the proxy connect to this server by HTTPS (Cloudflare: SSL mode Full), or list its addresses in Gateway:TrustedProxies.");

    private int _loopWasLogged;

    public Task HandleAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
        {
            // A target with scheme and host of its own: the server has made sure that it names the same host.
            target = context.Request.Path.ToUriComponent() + context.Request.QueryString;
        }

        // The host stands in front of it, so a target such as //other.example stays a path.
        if (!target.StartsWith('/') || Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            refusals.Count(Refusal.NoHost);
            return _unusable.WriteAsync(context);
        }

        if (!hosts.Knows(context))
        {
            refusals.Count(Refusal.UnknownHost);
            return _unknown.WriteAsync(context);
        }

        // A trusted proxy's word has been taken by now and its request has gone the way of the HTTPS port. What still claims to come by HTTPS would be back in an
        // instant: browsers end such a circle with an error that helps nobody.
        if (!context.Request.IsHttps && ClaimsHttps(context.Request.Headers))
        {
            return BreakLoopAsync(context);
        }

        var port = options.PublicHttpsPort == DefaultHttpsPort ? "" : $":{options.PublicHttpsPort}";
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = $"https://{host}{port}{target}";
        return Task.CompletedTask;
    }

    private Task BreakLoopAsync(HttpContext context)
    {
        refusals.Count(Refusal.RedirectLoop);
        if (Interlocked.Exchange(ref _loopWasLogged, 1) == 0)
        {
            Log.Loop(logger, context.Connection.RemoteIpAddress);
        }

        return _loop.WriteAsync(context);
    }

    private static bool ClaimsHttps(IHeaderDictionary headers) =>
        headers.TryGetValue("X-Forwarded-Proto", out var scheme) && string.Equals(scheme, "https", StringComparison.OrdinalIgnoreCase);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Proxy} passes requests that reached it by HTTPS on to the HTTP port. If that is a proxy of yours, let it connect by HTTPS, "
            + "or list it in Gateway:TrustedProxies (environment: Gateway__TrustedProxies__0). This is said once.")]
        public static partial void Loop(ILogger logger, System.Net.IPAddress? proxy);
    }
}

using System.Net;
using Microsoft.Extensions.Primitives;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Pipeline;

namespace Wasper.Gateway.Clients;

/// <summary>Believes the proxies in <see cref="GatewayOptions.TrustedProxies"/>, and nobody else, about where a request came from and whether its client
/// used HTTPS. Everything behind this step then sees the client in place of the proxy. Loopback is not trusted unless it is listed: Aspire's own proxy, a
/// port forwarded by SSH and a container's port mapping all arrive from there and say nothing about the client.</summary>
internal sealed class TrustedProxies(GatewayOptions options) : IEdgeStep
{
    private readonly string _header = options.ClientAddressHeader;

    /// <summary>Whether the peer of a connection is one of them.</summary>
    public bool Includes(IPAddress peer) => options.TrustedProxies.Contains(peer);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Connection.RemoteIpAddress is { } peer && Includes(peer))
        {
            var headers = context.Request.Headers;
            context.Connection.RemoteIpAddress = ClientOf(peer, headers[_header]);
            context.Request.Scheme = SchemeOf(headers["X-Forwarded-Proto"]) ?? context.Request.Scheme;
        }

        return next(context);
    }

    /// <summary>The right-most address that is not a trusted proxy's: each proxy adds the peer it sees at the right, so that everything further left is a claim of
    /// somebody unknown. Where the chain breaks off at something that is no address, the proxy that handed it on is the last that is known for sure.</summary>
    internal IPAddress ClientOf(IPAddress peer, StringValues chain)
    {
        var client = peer;
        for (var line = chain.Count - 1; line >= 0; line--)
        {
            var rest = chain[line].AsSpan();
            while (!rest.IsEmpty)
            {
                var comma = rest.LastIndexOf(',');
                if (!ClientAddress.TryParse(rest[(comma + 1)..], out var address))
                {
                    return client;
                }

                client = address;
                if (!Includes(address))
                {
                    return client;
                }

                rest = comma < 0 ? [] : rest[..comma];
            }
        }

        return client;
    }

    // The nearest proxy's word is the last one.
    private static string? SchemeOf(StringValues schemes)
    {
        var last = schemes.Count == 0 ? [] : schemes[^1].AsSpan();
        last = last[(last.LastIndexOf(',') + 1)..].Trim();
        return last.Equals("https", StringComparison.OrdinalIgnoreCase) ? "https"
            : last.Equals("http", StringComparison.OrdinalIgnoreCase) ? "http"
            : null;
    }
}

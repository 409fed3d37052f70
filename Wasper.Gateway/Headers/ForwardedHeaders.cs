using Yarp.ReverseProxy.Forwarder;

namespace Wasper.Gateway.Headers;

/// <summary>Tells the app who asks. What the client claims about itself is dropped: the app counts sign-in attempts by X-Real-IP,
/// so a client that could set it would choose its own bucket.</summary>
internal sealed class ForwardedHeaders : HttpTransformer
{
    private static readonly string[] _claims =
        ["Forwarded", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix"];

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        foreach (var claim in _claims)
        {
            proxyRequest.Headers.Remove(claim);
        }

        var remote = httpContext.Connection.RemoteIpAddress;
        var client = (remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote)?.ToString();
        if (client is not null)
        {
            proxyRequest.Headers.TryAddWithoutValidation("X-Real-IP", client);
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", client);
        }

        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Proto", httpContext.Request.Scheme);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Host", httpContext.Request.Host.Value);
    }
}

using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Proxy;

/// <summary>Sends the HTTP port's requests to HTTPS: same host, same path, the HTTPS port as clients see it.</summary>
internal sealed class HttpsRedirect(GatewayOptions options)
{
    private const int DefaultHttpsPort = 443;

    private static readonly PlainAnswer _unusable = new(StatusCodes.Status400BadRequest, "The request names no usable host or path.");

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
            return _unusable.WriteAsync(context);
        }

        var port = options.PublicHttpsPort == DefaultHttpsPort ? "" : $":{options.PublicHttpsPort}";
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = $"https://{host}{port}{target}";
        return Task.CompletedTask;
    }
}

using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Proxy;

/// <summary>Sends the HTTP port's requests to HTTPS: same host, same path, the HTTPS port as clients see it.</summary>
internal sealed class HttpsRedirect(GatewayOptions options)
{
    private const int DefaultHttpsPort = 443;

    public Task HandleAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // The host stands in front of the raw target, so a target such as //other.example stays a path.
        if (!target.StartsWith('/') || Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            return PlainAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, "The request names no usable host or path.");
        }

        var port = options.PublicHttpsPort == DefaultHttpsPort ? "" : $":{options.PublicHttpsPort}";
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = $"https://{host}{port}{target}";
        return Task.CompletedTask;
    }
}

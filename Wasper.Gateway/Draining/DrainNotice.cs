using Wasper.Gateway.Pipeline;

namespace Wasper.Gateway.Draining;

/// <summary>Sends keep-alive connections away while the gateway still takes requests; once it stops taking them the server does so itself, and tells HTTP/2 by GOAWAY.</summary>
internal sealed class DrainNotice(Drain drain) : IEdgeStep
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (drain.HasBegun && !HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            // As late as can be: answers begin with a clean slate.
            context.Response.OnStarting(
                static response =>
                {
                    if (((HttpResponse)response).StatusCode is not StatusCodes.Status101SwitchingProtocols)
                    {
                        ((HttpResponse)response).Headers.Connection = "close";
                    }

                    return Task.CompletedTask;
                },
                context.Response);
        }

        return next(context);
    }
}

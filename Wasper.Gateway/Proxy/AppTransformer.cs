using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Wasper.Gateway.Proxy;

/// <summary>What differs between the client's request and the app's, and between the app's answer and the client's.</summary>
internal sealed class AppTransformer(DistributedContextPropagator propagator, AnswerHeaders answerHeaders) : HttpTransformer
{
    private static readonly UriCreationOptions _verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        ForwardedHeaders.Rebuild(httpContext, proxyRequest.Headers);

        // The client's trace headers go; the HTTP client writes the gateway's own.
        foreach (var field in propagator.Fields)
        {
            proxyRequest.Headers.Remove(field);
        }

        // Byte for byte as the client wrote it: some senders sign the address that they call.
        var target = httpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.StartsWith('/'))
        {
            proxyRequest.RequestUri = new Uri(destinationPrefix + target, _verbatim);
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null && InnerProxyAnswer.Is(proxyResponse))
        {
            httpContext.Features.Set(InnerProxyAnswer.Instance);
            return false;
        }

        var copyBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        await answerHeaders.ApplyAsync(httpContext);
        return copyBody;
    }
}

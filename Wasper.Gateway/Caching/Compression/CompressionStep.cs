using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Pipeline;

namespace Wasper.Gateway.Caching.Compression;

/// <summary>Compresses what the app sends plain. The container's own nginx compresses nothing: the app's main script goes out at 5.17 MB.</summary>
/// <remarks>A request without <c>Accept-Encoding</c> passes untouched, so its answer does not say <c>Vary</c>: a cache that hands it to others
/// hands them the plain body, which everybody can read.</remarks>
internal sealed class CompressionStep(CompressionOptions options, CompressionMetrics metrics) : IEdgeStep
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        return !options.Enabled || request.Headers.AcceptEncoding.Count == 0 || request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method)
            ? next(context)
            : NegotiateAsync(context, next);
    }

    private async Task NegotiateAsync(HttpContext context, RequestDelegate next)
    {
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var body = new NegotiatedBody(context, inner, AcceptedCodings.Parse(context.Request.Headers.AcceptEncoding), metrics);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(context);
            await body.FinishAsync();
        }
        finally
        {
            context.Features.Set(inner);
        }
    }
}

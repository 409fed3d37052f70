using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>The app's part in a trace, as .NET's HTTP client would write it (OpenTelemetry's conventions for HTTP client spans): whoever listens to that
/// one hears of these requests too. Without a listener there is none, and the request's own activity is what the app is told of.</summary>
internal static class UpstreamSpan
{
    private const string Name = "System.Net.Http.HttpRequestOut";

    private static readonly ActivitySource _source = new("System.Net.Http");

    public static Activity? Start(HttpContext context, Uri upstream)
    {
        if (!_source.HasListeners() || _source.StartActivity(Name, ActivityKind.Client) is not { } span)
        {
            return null;
        }

        var method = context.Request.Method;
        span.DisplayName = method;
        span.SetTag("http.request.method", method);
        span.SetTag("server.address", upstream.Host);
        span.SetTag("server.port", upstream.Port);

        // Without the query, which may hold secrets; the star is what the HTTP client puts in its place.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        span.SetTag("url.full", upstream.GetLeftPart(UriPartial.Authority) + (query < 0 ? target : string.Concat(target.AsSpan(0, query), "?*")));
        return span;
    }

    /// <summary>Says how the exchange ended.</summary>
    public static void Describe(Activity span, HttpContext context, DirectResult result)
    {
        if (result.Kind is DirectKind.Answered || result.HasBegun)
        {
            var status = context.Response.StatusCode;
            span.SetTag("http.response.status_code", status);
            span.SetTag("network.protocol.version", "1.1");
            if (status >= StatusCodes.Status400BadRequest)
            {
                Fail(span, status.ToString(CultureInfo.InvariantCulture));
            }
        }

        if (result.Kind is not DirectKind.Answered)
        {
            Fail(span, result.Kind.ToString());
        }
    }

    private static void Fail(Activity span, string type)
    {
        span.SetTag("error.type", type);
        span.SetStatus(ActivityStatusCode.Error);
    }
}

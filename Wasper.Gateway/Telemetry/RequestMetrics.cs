using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Wasper.Gateway.Telemetry;

/// <summary>Number and duration of the requests on the HTTPS port, by method, route and status.</summary>
internal sealed class RequestMetrics
{
    public const string MeterName = "Wasper.Gateway";

    /// <summary>In seconds, as OpenTelemetry's <c>http.server.request.duration</c> has them, with more at the end: the app's own limit is 900 s.</summary>
    private static readonly double[] _buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

    private readonly Histogram<double> _duration;

    public RequestMetrics(IMeterFactory meters) =>
        _duration = meters.Create(MeterName).CreateHistogram(
            "wasper.gateway.request.duration",
            "s",
            "Duration of requests on the HTTPS port, WebSockets apart.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = _buckets });

    /// <summary>Whether anybody collects: without a collector a request costs nothing here.</summary>
    public bool IsEnabled => _duration.Enabled;

    public void Record(HttpContext context, TimeSpan duration)
    {
        if (context.Response.StatusCode is StatusCodes.Status101SwitchingProtocols)
        {
            return;
        }

        _duration.Record(duration.TotalSeconds, new TagList
        {
            { "http.request.method", KnownMethod(context.Request.Method) },
            { "http.route", EdgeRoute.Of(context.Request.Path) },
            { "http.response.status_code", context.Response.StatusCode },
        });
    }

    // Clients can make up methods; each would be a time series of its own (OpenTelemetry's HTTP conventions, http.request.method).
    private static string KnownMethod(string method) => method switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" or "CONNECT" or "TRACE" => method,
        _ => "_OTHER",
    };
}

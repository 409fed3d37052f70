using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Wasper.ServiceDefaults;

internal static class TelemetryExtensions
{
    // Sources and meters of the libraries the services use; a source nobody writes to costs nothing.
    private static readonly string[] _sources = ["Npgsql", "Yarp.ReverseProxy", "Wasper.*"];
    private static readonly string[] _meters = ["Npgsql", "Yarp.ReverseProxy", "Wasper.*"];

    /// <summary>Collects logs, metrics and traces, and sends them only where a collector is named: without one there is nowhere to send to.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(_meters))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName)
                .AddSource(_sources)
                .AddAspNetCoreInstrumentation(options => options.Filter = IsNotHealthRequest)
                .AddHttpClientInstrumentation())
            .UseOtlpExporter();
    }

    // Probes come every few seconds and would bury the traces worth reading.
    private static bool IsNotHealthRequest(HttpContext context) =>
        !context.Request.Path.StartsWithSegments(HealthEndpoints.ReadyPath, StringComparison.Ordinal)
        && !context.Request.Path.StartsWithSegments(HealthEndpoints.AlivePath, StringComparison.Ordinal);
}

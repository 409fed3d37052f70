using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Wasper.ServiceDefaults;

internal static class TelemetryExtensions
{
    // Sources and meters of the libraries the services use; a source nobody writes to costs nothing.
    private static readonly string[] _sources = ["Npgsql", "Wasper.*"];
    private static readonly string[] _meters = ["Npgsql", "Wasper.*"];

    /// <summary>Collects logs, metrics and traces, and sends them only where a collector is named: without one there is nowhere to send to.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (!builder.HasCollector())
        {
            return;
        }

        // With this one the instrumentation leaves trace headers to the framework, whose propagator a service can replace: the gateway does.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, builder.Environment.ApplicationName))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(_meters))
            .WithTracing(tracing => tracing
                .AddSource(_sources)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !HealthEndpoints.IsProbe(context))
                .AddHttpClientInstrumentation())
            .UseOtlpExporter();
        builder.Services.AddHostedService<TelemetryShutdown>();
    }

    // The environment last: OTEL_SERVICE_NAME, as an orchestrator sets it, wins over the name of the program.
    private static void Describe(ResourceBuilder resource, string program) => resource
        .AddService(program, serviceVersion: Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3))
        .AddEnvironmentVariableDetector();
}

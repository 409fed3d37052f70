using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;

namespace Wasper.ServiceDefaults;

/// <summary>What every service of the stack has in common, in one call.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds telemetry over OTLP (where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set), health checks, service discovery and resilient
    /// HTTP clients.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.AddDefaultHealthChecks();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            // A request that changes something may have arrived before its answer was lost: only safe ones are sent again.
            http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>Whether a collector of telemetry is named (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>).</summary>
    public static bool HasCollector(this IHostApplicationBuilder builder) =>
        !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
}

using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Sends the telemetry of resources to the dashboard.</summary>
public static class OtlpConfigurationExtensions
{
    // Milliseconds. Telemetry that comes seconds later is of no use to a developer who waits for it.
    private const string DevelopmentDelay = "1000";

    /// <summary>Tells the resource, by the variables of OpenTelemetry, to send its telemetry to the dashboard by gRPC.</summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEnvironment => builder.WithEnvironment(context =>
        {
            // The dashboard listens on loopback alone, where no container reaches it.
            if (context.ExecutionContext.TryGetServices()?.GetService<DashboardOptions>() is not { } dashboard || builder.Resource.IsContainer())
            {
                return;
            }

            var variables = context.EnvironmentVariables;
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = dashboard.OtlpGrpcUrl.GetLeftPart(UriPartial.Authority);
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={dashboard.OtlpApiKey}";
            variables["OTEL_SERVICE_NAME"] = builder.Resource.Name;
            if (ResourceId.SuffixOf(builder.Resource) is { } instance)
            {
                // By it the dashboard finds the resource of a trace.
                variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance}";
            }

            if (builder.ApplicationBuilder.Environment.IsDevelopment())
            {
                variables["OTEL_BLRP_SCHEDULE_DELAY"] = DevelopmentDelay;
                variables["OTEL_BSP_SCHEDULE_DELAY"] = DevelopmentDelay;
                variables["OTEL_METRIC_EXPORT_INTERVAL"] = DevelopmentDelay;
                variables["OTEL_TRACES_SAMPLER"] = "always_on";
                variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
            }
        });
}

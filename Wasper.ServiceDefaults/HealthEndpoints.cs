using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Wasper.ServiceDefaults;

/// <summary>The two health endpoints every service answers, in every environment: they say one word and nothing about the machine.</summary>
public static class HealthEndpoints
{
    /// <summary>Answers 200 when all health checks pass: the service can do its work.</summary>
    public const string ReadyPath = "/health";

    /// <summary>Answers 200 when the checks tagged <see cref="LiveTag"/> pass: the process need not be restarted.</summary>
    public const string AlivePath = "/alive";

    /// <summary>The tag of checks that say something about the process alone, never about what it depends on.</summary>
    public const string LiveTag = "live";

    /// <summary>Registers the check that the process answers at all.</summary>
    public static IHealthChecksBuilder AddDefaultHealthChecks(this IHostApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);

    /// <summary>Maps <see cref="ReadyPath"/> and <see cref="AlivePath"/>.</summary>
    public static void MapDefaultEndpoints(this IEndpointRouteBuilder app)
    {
        app.MapReadyEndpoint();
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) }).DisableHttpMetrics();
    }

    /// <summary>Maps <see cref="ReadyPath"/> alone, for a service whose other paths belong to the app behind it.</summary>
    public static IEndpointConventionBuilder MapReadyEndpoint(this IEndpointRouteBuilder app) =>
        app.MapHealthChecks(ReadyPath).DisableHttpMetrics();

    // Probes come every few seconds and would bury the traces worth reading.
    internal static bool IsProbe(HttpContext context) =>
        context.Request.Path.StartsWithSegments(ReadyPath, StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments(AlivePath, StringComparison.OrdinalIgnoreCase);
}

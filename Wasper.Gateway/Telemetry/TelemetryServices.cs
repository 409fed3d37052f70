using Wasper.Gateway.AccessLog;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Telemetry;

internal static class TelemetryServices
{
    /// <summary>Adds what sees the requests go by: their metrics and the access log.</summary>
    public static void AddRequestObserver(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.AccessLog);
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton(_ => new AccessLogOutput(Console.OpenStandardOutput()));
        services.AddSingleton<AccessLogWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessLogWriter>());
        services.AddSingleton<RequestObserver>();
    }
}

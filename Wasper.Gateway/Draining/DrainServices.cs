using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Draining;

internal static class DrainServices
{
    /// <summary>Adds what ends the gateway's work in good order.</summary>
    public static void AddDrain(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.Drain);
        services.AddSingleton<Drain>();
        services.AddSingleton<DrainNotice>();
        services.AddSingleton<SocketFarewell>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddHealthChecks().AddCheck<DrainCheck>("drain", HealthStatus.Unhealthy);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain.StopLimit);
    }
}

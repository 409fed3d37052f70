using Wasper.Gateway.Configuration;
using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Holding;

internal static class HoldingServices
{
    /// <summary>Adds what knows whether the app is there, and where requests wait for it.</summary>
    public static void AddHolding(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.Hold);
        services.AddSingleton<AppMonitor>();
        services.AddHostedService(provider =>
        {
            var monitor = provider.GetRequiredService<AppMonitor>();
            if (options.AppPage.CheckInterval is not null)
            {
                // An app that comes back may be another version.
                var page = provider.GetRequiredService<AppPage>();
                monitor.CameUp += () => _ = page.CheckAsync();
            }

            return monitor;
        });
        services.AddSingleton<HoldMetrics>();
        services.AddSingleton<AppGate>();
        services.AddSingleton<WaitingRoom>();
        services.AddSingleton<AppEntrance>();
    }
}

using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Proxy;

/// <summary>The parts that watch the app's page.</summary>
internal static class AppPageServices
{
    public static void AddAppPage(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.AppPage);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<AppPageClient>(provider, options.Upstream));
        services.AddSingleton<AppPageMetrics>();
        services.AddSingleton<AppPage>();
        services.AddHostedService(provider => provider.GetRequiredService<AppPage>());
    }
}

using Wasper.Gateway.Caching.Assets;
using Wasper.Gateway.Caching.Compression;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Pipeline;

namespace Wasper.Gateway.Caching;

internal static class CachingServices
{
    /// <summary>Adds compression and the memory cache.</summary>
    public static void AddCaching(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.Compression);
        services.AddSingleton<CompressionMetrics>();
        services.AddSingleton<CompressionStep>();
        services.AddSingleton(options.Cache);
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<AssetStore>();
        services.AddSingleton<AssetEncoder>();
        services.AddSingleton<AssetResponder>();
        services.AddSingleton<AssetCache>();
        if (options.Cache.IsEnabled)
        {
            services.AddHostedService(provider => provider.GetRequiredService<AssetEncoder>());
            services.AddHostedService<AssetPurge>();
        }
    }

    /// <summary>Their steps on a request's way: what is switched off is not one.</summary>
    public static IEnumerable<IEdgeStep> GetCachingSteps(this IServiceProvider services)
    {
        var options = services.GetRequiredService<GatewayOptions>();
        if (options.Cache.IsEnabled)
        {
            yield return services.GetRequiredService<AssetCache>();
        }
        else if (options.Compression.Enabled)
        {
            yield return services.GetRequiredService<CompressionStep>();
        }
    }
}

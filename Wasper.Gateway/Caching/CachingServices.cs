using Wasper.Gateway.Caching.Compression;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Pipeline;

namespace Wasper.Gateway.Caching;

internal static class CachingServices
{
    /// <summary>Adds compression and the memory cache.</summary>
    public static void AddCaching(this IServiceCollection services)
    {
        services.AddSingleton<CompressionMetrics>();
        services.AddSingleton<CompressionStep>();
    }

    /// <summary>Their steps on a request's way: what is switched off is not one.</summary>
    public static IEnumerable<IEdgeStep> GetCachingSteps(this IServiceProvider services)
    {
        if (services.GetRequiredService<GatewayOptions>().Compression.Enabled)
        {
            yield return services.GetRequiredService<CompressionStep>();
        }
    }
}

using Wasper.Gateway.Clients;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Draining;
using Wasper.Gateway.Listening;
using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Protection;

namespace Wasper.Gateway.Routing;

/// <summary>Registers the checks at the edge, and says which of them a request goes through.</summary>
internal static class RoutingServices
{
    public static void AddEntryChecks(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<RefusalMetrics>();
        services.AddHostedService<ServerRefusals>();
        services.AddSingleton<RequestGrammar>();
        services.AddSingleton(options.Limits);
        services.AddSingleton<ConnectionLimit>();
        services.AddSingleton(options.AllowList);
        services.AddSingleton<AllowList>();
        services.AddSingleton(options.RateLimit);
        services.AddSingleton<RateLimit>();
        services.AddSingleton<KnownHosts>();
        services.AddSingleton<HttpPort>();
        services.AddSingleton<HostCheck>();
        services.AddSingleton<UpgradePolicy>();
        services.AddSingleton<TrustedProxies>();
    }

    /// <summary>What comes before the port decides: whether the request has one reading only, and who the client really is (nothing where no proxy is trusted).</summary>
    public static IEnumerable<IEdgeStep> GetClientSteps(this IServiceProvider services)
    {
        yield return services.GetRequiredService<RequestGrammar>();
        yield return services.GetRequiredService<DrainNotice>();
        if (!services.GetRequiredService<GatewayOptions>().TrustedProxies.IsEmpty)
        {
            yield return services.GetRequiredService<TrustedProxies>();
        }
    }

    /// <summary>What a request must pass before anything is done for it.</summary>
    public static IEnumerable<IEdgeStep> GetEntrySteps(this IServiceProvider services)
    {
        var options = services.GetRequiredService<GatewayOptions>();
        yield return services.GetRequiredService<HostCheck>();
        if (!options.AllowList.Networks.IsEmpty)
        {
            yield return services.GetRequiredService<AllowList>();
        }

        if (options.RateLimit is not { Requests: null, SignIn: null })
        {
            yield return services.GetRequiredService<RateLimit>();
        }

        yield return services.GetRequiredService<UpgradePolicy>();
        yield return services.GetRequiredService<SocketFarewell>();
    }
}

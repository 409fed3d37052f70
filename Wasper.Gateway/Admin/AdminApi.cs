using System.Reflection;
using Wasper.Gateway.Caching.Assets;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Holding;
using Wasper.Gateway.Proxy;
using Wasper.Gateway.Tls;
using Wasper.Gateway.Webhooks;

namespace Wasper.Gateway.Admin;

/// <summary>What operators can ask and order.</summary>
internal static class AdminApi
{
    public static void MapAdmin(this IEndpointRouteBuilder admin, IServiceProvider gateway)
    {
        admin.MapGet("/configuration", () => TypedResults.Ok(gateway.GetRequiredService<GatewayOptions>()));
        admin.MapGet("/state", () => TypedResults.Ok(new AdminState(
            Version,
            Environment.ProcessId,
            AppState(gateway),
            gateway.GetRequiredService<CertificateStore>().State,
            gateway.GetService<Spool>()?.Counts,
            gateway.GetRequiredService<AssetStore>().State)));
        admin.MapAppAdmin(gateway);
        admin.MapCertificateAdmin(gateway);
        admin.MapWebhookAdmin(gateway);
        admin.MapPost("/cache/purge", () => TypedResults.Ok(new { Purged = gateway.GetRequiredService<AssetStore>().Purge() }));
    }

    public static AppState AppState(IServiceProvider gateway)
    {
        var pause = gateway.GetRequiredService<AppGate>().Paused;
        return new AppState(
            gateway.GetRequiredService<AppMonitor>().IsUp, pause?.Since, pause?.ExpectedEnd, gateway.GetRequiredService<WaitingRoom>().Count);
    }

    private static string? Version => Assembly.GetExecutingAssembly().GetName().Version?.ToString(3);
}

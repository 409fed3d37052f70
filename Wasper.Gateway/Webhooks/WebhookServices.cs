using Wasper.Gateway.Configuration;
using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Webhooks.Replay;

namespace Wasper.Gateway.Webhooks;

internal static class WebhookServices
{
    /// <summary>Adds what takes webhooks to disk while the app is away, and delivers them when it is back.</summary>
    public static void AddWebhooks(this IServiceCollection services, GatewayOptions options)
    {
        if (!options.Webhooks.Enabled)
        {
            return;
        }

        services.AddSingleton(options.Webhooks);
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<Spool>();
        services.AddSingleton<Handshakes>();
        services.AddSingleton<DeliveryIds>();
        services.AddSingleton<WebhookStep>();
        services.AddHostedService<Replayer>();
    }

    /// <summary>The last step before the app: there is none where webhooks are not taken to disk.</summary>
    public static IEnumerable<IEdgeStep> GetWebhookSteps(this IServiceProvider services) =>
        services.GetService<WebhookStep>() is { } step ? [step] : [];
}

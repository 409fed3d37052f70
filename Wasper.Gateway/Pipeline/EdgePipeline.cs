using Wasper.Gateway.Acme;
using Wasper.Gateway.Caching;
using Wasper.Gateway.Holding;
using Wasper.Gateway.Routing;
using Wasper.Gateway.Telemetry;
using Wasper.Gateway.Webhooks;

namespace Wasper.Gateway.Pipeline;

/// <summary>What a request goes through, read from the outside in.</summary>
internal static class EdgePipeline
{
    public static RequestDelegate Build(IServiceProvider services)
    {
        var http = services.GetRequiredService<HttpPort>();
        var https = Chain(
            services.GetRequiredService<AppEntrance>().HandleAsync,
            [services.GetRequiredService<RequestObserver>(), .. services.GetEntrySteps(), .. services.GetCachingSteps(), .. services.GetWebhookSteps()]);
        return Chain(context => context.Request.IsHttps ? https(context) : http.HandleAsync(context), [.. services.GetChallengeSteps(), .. services.GetClientSteps()]);
    }

    private static RequestDelegate Chain(RequestDelegate last, params IEdgeStep[] steps) =>
        steps.Reverse().Aggregate(last, (next, step) => context => step.InvokeAsync(context, next));
}

using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Holding;

/// <summary>The end of a request's way: the app, or the wait for it.</summary>
internal sealed class AppEntrance(AppProxy proxy, AppMonitor monitor, WaitingRoom room, HoldOptions options, TimeProvider time)
{
    private const string WebhookPath = "/api/v1/webhooks";

    /// <summary>Forwards the request and sees to it that the client gets an answer. What has not reached the app waits until the app is there; what was
    /// cut midway is sent again only where that cannot do anything twice.</summary>
    public Task HandleAsync(HttpContext context) =>
        IsHealthCheck(context) ? proxy.HandleAsync(context)
        : room.IsClear || !options.Enabled ? PassAsync(context)
        : HoldAsync(context);

    /// <summary>Forwards a request that has found no way to the app so far, as soon as there is one.</summary>
    /// <param name="mayRepeat">Whether one that is cut midway may be sent once more.</param>
    public async Task HoldAsync(HttpContext context, bool mayRepeat = true)
    {
        var arrived = time.GetTimestamp();
        while (true)
        {
            var verdict = options.Enabled ? await room.WaitAsync(arrived, context.RequestAborted) : Verdict.Full;
            if (verdict is Verdict.Gone)
            {
                return;
            }

            if (verdict is not Verdict.Admitted)
            {
                await proxy.RefuseAsync(context, ForwardingFailure.Down);
                return;
            }

            ForwardOutcome outcome;
            try
            {
                outcome = await proxy.ForwardAsync(context);
            }
            finally
            {
                room.Leave();
            }

            if (!CanTryAgain(context, outcome, mayRepeat))
            {
                await FinishAsync(context, outcome);
                return;
            }

            mayRepeat &= !await WasCutAsync(context, outcome);
        }
    }

    private async Task PassAsync(HttpContext context)
    {
        var outcome = await proxy.ForwardAsync(context);
        if (outcome.Delivery is Delivery.Answered)
        {
            return;
        }

        if (CanTryAgain(context, outcome))
        {
            var wasCut = await WasCutAsync(context, outcome);
            if (options.Enabled)
            {
                await HoldAsync(context, mayRepeat: !wasCut);
                return;
            }

            outcome = wasCut ? await proxy.ForwardAsync(context) : outcome;
        }

        await FinishAsync(context, outcome);
    }

    // An app that goes cuts all of its connections. Without a look at it first, the second attempt would run into another one of those.
    private async Task<bool> WasCutAsync(HttpContext context, ForwardOutcome outcome)
    {
        if (outcome.Delivery is not Delivery.Unknown)
        {
            return false;
        }

        await monitor.CheckAsync(context.RequestAborted);
        return true;
    }

    private Task FinishAsync(HttpContext context, ForwardOutcome outcome) =>
        outcome.Failure is { } failure ? proxy.RefuseAsync(context, failure) : Task.CompletedTask;

    // A safe method may be repeated (RFC 9110, 9.2.2), once: it may be what brings the app down. A webhook's address is safe with no method, and a body has been
    // read by then.
    private static bool CanTryAgain(HttpContext context, ForwardOutcome outcome, bool mayRepeat = true) => outcome.Delivery switch
    {
        Delivery.NotSent => true,
        Delivery.Unknown => mayRepeat
            && outcome.Failure?.Status is StatusCodes.Status502BadGateway
            && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            && !AppProxy.HasBody(context)
            && !context.Request.Path.StartsWithSegments(WebhookPath, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    // Whoever asks for the app's health wants to know that it is down.
    private static bool IsHealthCheck(HttpContext context) => context.Request.Path.Equals(AppMonitor.HealthPath, StringComparison.OrdinalIgnoreCase);
}

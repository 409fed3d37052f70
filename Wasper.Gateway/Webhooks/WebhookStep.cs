using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Clients;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Headers;
using Wasper.Gateway.Holding;
using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Webhooks;

/// <summary>Takes webhooks to disk that cannot be delivered now, and answers for the app. Everything else goes on as it came.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>The app is away, or paused, or could not be connected to, or older deliveries of the flow are still on disk: the webhook is stored and answered with
/// 200, as the app does; it is delivered later, and once.</item>
/// <item>The exchange broke midway: the app may have the webhook. Its sender is told so (502), for that is the truth, and most senders then repeat it by
/// themselves; the webhook is kept beside that as "maybe delivered", for senders that do not, and only an operator has it sent. A repetition that arrives settles it.</item>
/// <item>It looks like a handshake, or there is no room on the disk: it waits for the app, as other requests do.</item>
/// </list>
/// </remarks>
internal sealed class WebhookStep(
    GatewayOptions options,
    AppProxy proxy,
    WaitingRoom room,
    Spool spool,
    Handshakes handshakes,
    DeliveryIds ids,
    AnswerHeaders answerHeaders,
    WebhookMetrics metrics,
    TimeProvider time) : IEdgeStep
{
    /// <summary>On a delivery that was stored before: when it came. Senders do not get to say it.</summary>
    public const string ReplayedHeader = "X-Wasper-Replayed";

    /// <summary>What is wrong may pass: the app comes back, or the disk is given room.</summary>
    private static readonly PlainAnswer _noRoom =
        new(StatusCodes.Status503ServiceUnavailable, "The app is not running, and this server cannot keep the request for it. Try again later.", 60);

    private static readonly PlainAnswer _cutShort = new(StatusCodes.Status400BadRequest, "The request's body ended early.");

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (WebhookTarget.FlowOf(context) is not { } flow)
        {
            return next(context);
        }

        context.Request.Headers.Remove(ReplayedHeader);
        return handshakes.IsOne(context.Request) ? next(context) : HandleAsync(context, flow, next);
    }

    private async Task HandleAsync(HttpContext context, string flow, RequestDelegate next)
    {
        var key = ids.KeyOf(flow, context.Request.Headers);
        var original = context.Request.Body;
        await using var body = new KeptBody(original, spool, options.MaxRequestBodyBytes);
        context.Request.Body = body;
        try
        {
            if (await spool.RecallAsync(key) is { } answerId)
            {
                await body.ReadToEndAsync(context.RequestAborted);
                await AnswerAsync(context, answerId);
            }
            else if (!room.IsClear || spool.IsBehind(flow) || !await TryDeliverAsync(context, body, flow, key))
            {
                await TakeAsync(context, body, flow, key, next);
            }
        }
        catch (BodyTooLargeException)
        {
            await RefuseAsync(context, body, ForwardingFailure.TooLarge);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && !context.Response.HasStarted)
        {
            // The sender broke off, is too slow, or sends what is no body. Where it still listens, it hears so.
            await RefuseAsync(context, body, ForwardingFailure.IsSlowness(exception) ? ForwardingFailure.TooSlow : _cutShort);
        }
        finally
        {
            context.Request.Body = original;
        }
    }

    /// <summary>Hands the webhook to the app; false where nothing of it was sent.</summary>
    private async Task<bool> TryDeliverAsync(HttpContext context, KeptBody body, string flow, DeliveryKey? key)
    {
        var outcome = await proxy.ForwardAsync(context);
        if (outcome.Delivery is Delivery.NotSent)
        {
            return false;
        }

        // A sender that has left counts as answered, whatever the app has said.
        if (outcome.Delivery is Delivery.Answered
            && context.Response.StatusCode < StatusCodes.Status400BadRequest
            && !context.RequestAborted.IsCancellationRequested)
        {
            spool.Settle(key, context.Response.StatusCode);
        }

        if (outcome.Delivery is Delivery.Unknown)
        {
            await KeepAsync(context, body, flow, key);
        }

        if (outcome.Failure is { } failure)
        {
            await RefuseAsync(context, body, failure);
        }

        return true;
    }

    private async Task KeepAsync(HttpContext context, KeptBody body, string flow, DeliveryKey? key)
    {
        await body.ReadToEndAsync(context.RequestAborted);
        if (body.Failure is { } failure)
        {
            metrics.Refused(failure);
        }
        else if (!handshakes.IsOne(body.Small, context.Request.ContentType))
        {
            await spool.KeepAsync(HeadOf(context, flow, key), await body.DetachAsync());
        }
    }

    private async Task TakeAsync(HttpContext context, KeptBody body, string flow, DeliveryKey? key, RequestDelegate next)
    {
        if (context.Request.ContentLength > options.MaxRequestBodyBytes)
        {
            throw new BodyTooLargeException();
        }

        if (!spool.HasRoomFor(context.Request.ContentLength ?? 0))
        {
            await WaitOrRefuseAsync(context, body, flow, next);
            return;
        }

        await body.ReadToEndAsync(context.RequestAborted);
        body.Rewind();
        if (body.Failure is null && handshakes.IsOne(body.Small, context.Request.ContentType))
        {
            await next(context);
            return;
        }

        var (outcome, answerId) = body.Failure is { } failure
            ? (failure, "")
            : await spool.AcceptAsync(HeadOf(context, flow, key), await body.DetachAsync(), WebhookId.Next());
        if (outcome is SpoolOutcome.Taken)
        {
            await AnswerAsync(context, answerId);
            return;
        }

        metrics.Refused(outcome);
        await RefuseAsync(context, body, _noRoom);
    }

    // One that waits for the app must not overtake what is on disk.
    private async Task WaitOrRefuseAsync(HttpContext context, KeptBody body, string flow, RequestDelegate next)
    {
        if (spool.IsBehind(flow))
        {
            metrics.Refused(SpoolOutcome.Full);
            await RefuseAsync(context, body, _noRoom);
        }
        else
        {
            await next(context);
        }
    }

    private Task RefuseAsync(HttpContext context, KeptBody body, PlainAnswer answer)
    {
        // What is still to come is heard out, and needs no place on the disk.
        body.GiveUp();
        return proxy.RefuseAsync(context, answer);
    }

    // To the letter what Activepieces says to a webhook that it has taken.
    private async Task AnswerAsync(HttpContext context, string answerId)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = "{}".Length;
        response.Headers["x-webhook-id"] = answerId;
        await answerHeaders.ApplyAsync(context);
        await response.WriteAsync("{}", context.RequestAborted);
    }

    private DeliveryHead HeadOf(HttpContext context, string flow, DeliveryKey? key)
    {
        var request = context.Request;
        var client = context.Connection.RemoteIpAddress;
        return new DeliveryHead
        {
            Flow = flow,
            Key = key,
            Received = time.GetUtcNow(),
            Method = request.Method,
            Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            Scheme = request.Scheme,
            Client = client is null ? "" : ClientAddress.Plain(client).ToString(),
            HasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true },
            Headers = [.. request.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""))],
        };
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Hands requests to an app that is reached by plain HTTP, over connections of the gateway's own.</summary>
/// <remarks>A general HTTP client takes a request apart into objects and puts it together again, and so with the answer. Between the server in front and the
/// app there is little to change: what the client wrote is written on, and what the app wrote is read once. That halves the processor time of a request
/// (Wasper.Benchmarks, <c>gateway proxied</c>).</remarks>
internal sealed class DirectForwarder(
    GatewayOptions options, AppConnectionPool pool, RequestHead head, AnswerForwarder answers, UpstreamMetrics metrics, TimeProvider time)
{
    /// <summary>How long the rest of a body may take once the app has answered; nginx's <c>lingering_time</c>.</summary>
    private static readonly TimeSpan _bodyAfterAnswer = TimeSpan.FromSeconds(30);

    /// <summary>Hands the request to the app and the answer to the client. A failure before anything of an answer went out leaves it to the caller what to tell
    /// the client.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<DirectResult> SendAsync(HttpContext context)
    {
        using var span = UpstreamSpan.Start(context, options.Upstream);
        DirectResult result;
        try
        {
            result = (pool.TryTake() ?? await pool.ConnectAsync(context.RequestAborted)) is { } connection
                ? await ExchangeAsync(context, connection)
                : new DirectResult(DirectKind.Unreachable);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            result = new DirectResult(DirectKind.ClientGone);
        }

        if (result.Kind is not (DirectKind.Answered or DirectKind.ClientGone))
        {
            metrics.Count(result.Kind);
        }

        if (span is not null)
        {
            UpstreamSpan.Describe(span, context, result);
        }

        return result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<DirectResult> ExchangeAsync(HttpContext context, AppConnection connection)
    {
        var body = BodyOf(context);
        var written = Write(context, body, connection.Out, out var isWhole);
        if (written.Kind is not DirectKind.Answered)
        {
            // Not a byte of it has been sent.
            pool.Return(connection);
            return written;
        }

        var isReusable = false;
        var registration = context.RequestAborted.UnsafeRegister(static aborted => ((AppConnection)aborted!).Abort(AbortReason.ClientGone), connection);
        try
        {
            // A write that fails shows itself in reading: the app may have answered before it closed.
            await connection.Sender.SendAsync(connection.Out.Written);
            if (isWhole)
            {
                var result = await answers.PassAsync(context, connection);
                isReusable = IsReusable(connection, result);
                return result;
            }

            var sending = body!.SendAsync(connection);
            var answer = await answers.PassAsync(context, connection);
            await EndBodyAsync(context, connection, answer, body, sending);
            isReusable = IsReusable(connection, answer) && await sending is RequestBody.End.Whole;
            return answer;
        }
        finally
        {
            registration.Dispose();
            if (isReusable)
            {
                pool.Return(connection);
            }
            else
            {
                pool.Discard(connection);
            }
        }
    }

    private static bool IsReusable(AppConnection connection, DirectResult answer) => answer.Kind is DirectKind.Answered && connection.Answer.IsReusable;

    // The app has answered, or will not. A client that still sends is heard out, for a while: closing a connection with unread bytes resets it, and a reset
    // can reach the client before the answer does.
    private async Task EndBodyAsync(HttpContext context, AppConnection connection, DirectResult answer, RequestBody body, Task<RequestBody.End> sending)
    {
        if (!IsReusable(connection, answer))
        {
            // The rest goes nowhere.
            pool.Discard(connection);
        }

        try
        {
            if (answer.Kind is DirectKind.Answered && !sending.IsCompleted)
            {
                await context.Response.CompleteAsync();
                await sending.WaitAsync(_bodyAfterAnswer, time);
            }
        }
        catch (Exception exception) when (exception is TimeoutException or IOException or OperationCanceledException)
        {
            // Time enough, or a client that has heard enough.
        }

        if (!sending.IsCompleted)
        {
            pool.Discard(connection);
            body.Stop();
            await sending;
        }
    }

    private RequestBody? BodyOf(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
        ? new RequestBody(context.Request.BodyReader, context.Request.ContentLength, options.MaxRequestBodyBytes)
        : null;

    // The head, and with it what there is of the body already.
    private DirectResult Write(HttpContext context, RequestBody? body, HeadBuffer buffer, out bool isWhole)
    {
        isWhole = false;
        if (!head.TryWrite(context, Activity.Current, body is not null, buffer))
        {
            return new DirectResult(DirectKind.BadRequest);
        }

        var end = body?.AddArrived(buffer) ?? RequestBody.End.Whole;
        isWhole = end is RequestBody.End.Whole;
        return end switch
        {
            RequestBody.End.TooLarge => new DirectResult(DirectKind.TooLarge),
            RequestBody.End.ClientFailed => new DirectResult(DirectKind.BadBody),
            RequestBody.End.TooSlow => new DirectResult(DirectKind.SlowBody),
            _ => default,
        };
    }
}

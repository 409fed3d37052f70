using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Draining;
using Wasper.Gateway.Proxy.Direct;
using Yarp.ReverseProxy.Forwarder;

namespace Wasper.Gateway.Proxy;

/// <summary>Forwards the HTTPS port's requests to the app, and answers for it where it cannot.</summary>
internal sealed partial class AppProxy(
    GatewayOptions options,
    DirectForwarder direct,
    SocketForwarder sockets,
    IHttpForwarder forwarder,
    UpstreamClient client,
    AppTransformer transformer,
    LeftoverBody leftover,
    AppMonitor monitor,
    Drain drain,
    ILogger<AppProxy> logger)
{
    private readonly bool _isPlain = options.Upstream.Scheme == Uri.UriSchemeHttp;
    private readonly string _upstream = options.Upstream.GetLeftPart(UriPartial.Authority);

    private readonly ForwarderRequestConfig _config = new()
    {
        ActivityTimeout = options.UpstreamTimeout,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>Forwards the request and sees to it that the client gets an answer, whatever becomes of it.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var outcome = await ForwardAsync(context);
        if (outcome.Failure is { } failure)
        {
            await RefuseAsync(context, failure);
        }
    }

    /// <summary>Tries to hand the request to the app. Where that fails before anything was answered, nothing has been written to the client yet,
    /// and <see cref="ForwardOutcome.Failure"/> is what to tell it, if there is no better way. A request that was not sent can be handed in again.</summary>
    public ValueTask<ForwardOutcome> ForwardAsync(HttpContext context) =>
        context.Request.ContentLength > options.MaxRequestBodyBytes
            ? ValueTask.FromResult(new ForwardOutcome(Delivery.Refused, ForwardingFailure.TooLarge))
            : _isPlain ? ForwardDirectlyAsync(context)
            : ForwardByHttpClientAsync(context);

    public static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    /// <summary>Tells the client of a failure, and hears out what it still sends.</summary>
    public async Task RefuseAsync(HttpContext context, PlainAnswer answer)
    {
        var isUnread = HasBody(context);
        await answer.WriteAsync(context, close: isUnread);
        if (isUnread)
        {
            await leftover.DiscardAsync(context, context.Request.Body);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ForwardOutcome> ForwardDirectlyAsync(HttpContext context)
    {
        var result = await (IsUpgrade(context) ? sockets.SendAsync(context) : direct.SendAsync(context));
        if (result.Kind is DirectKind.Answered)
        {
            return ForwardOutcome.Answered;
        }

        if (result.HasBegun)
        {
            if (result.Kind is not DirectKind.ClientGone)
            {
                Log.AnswerBroken(logger, context.Request.Method, PathOf(context), result.Kind);
            }

            // What has gone out cannot be taken back, and must not look whole.
            context.Abort();
            return ForwardOutcome.Answered;
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            return ForwardOutcome.Answered;
        }

        var outcome = ForwardingFailure.For(result.Kind);
        if (result.Kind is not DirectKind.Stopped)
        {
            Report(context, outcome, result.Kind);
        }

        return outcome;
    }

    private void Report(HttpContext context, ForwardOutcome outcome, DirectKind kind)
    {
        if (outcome.Delivery is Delivery.NotSent || kind is DirectKind.InnerProxy)
        {
            monitor.ReportUnreachable();
        }
        else if (outcome.Delivery is Delivery.Unknown)
        {
            monitor.ReportBroken();
        }

        Log.NotAnswered(logger, context.Request.Method, PathOf(context), outcome.Failure?.Status, kind);
    }

    // An app behind TLS.
    private async ValueTask<ForwardOutcome> ForwardByHttpClientAsync(HttpContext context)
    {
        var body = context.Request.Body;
        if (context.Request.ContentLength is null && HasBody(context))
        {
            context.Request.Body = new LimitedBody(body, options.MaxRequestBodyBytes);
        }

        var error = await forwarder.SendAsync(context, _upstream, client, _config, transformer, drain.End);
        if (error is ForwarderError.None && context.Features.Get<InnerProxyAnswer>() is null || context.RequestAborted.IsCancellationRequested)
        {
            return ForwardOutcome.Answered;
        }

        var outcome = error is ForwarderError.None ? AnswerForTheApp(context) : await ExplainAsync(context, body, error);

        // As it was before, for another attempt.
        context.Request.Body = body;
        if (outcome.Failure is not null)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
        }

        return outcome;
    }

    private ForwardOutcome AnswerForTheApp(HttpContext context)
    {
        context.Features.Set<InnerProxyAnswer>(null);
        monitor.ReportUnreachable();
        Log.NotThere(logger, context.Request.Method, PathOf(context), context.Response.StatusCode);
        return ForwardingFailure.InnerProxy;
    }

    private async Task<ForwardOutcome> ExplainAsync(HttpContext context, Stream body, ForwarderError error)
    {
        if (IsUpgrade(context) && context.Response.HasStarted)
        {
            // One side of a WebSocket went away without a word: that is how most of them end.
            return ForwardOutcome.Answered;
        }

        var exception = context.GetForwarderErrorFeature()?.Exception;
        if (!context.Response.HasStarted)
        {
            if (drain.End.IsCancellationRequested)
            {
                return ForwardingFailure.OutOfTime;
            }

            var outcome = ForwardingFailure.For(error, exception);
            if (outcome.Delivery is Delivery.NotSent)
            {
                monitor.ReportUnreachable();
            }
            else if (outcome.Delivery is Delivery.Unknown)
            {
                monitor.ReportBroken();
            }

            Log.NotForwarded(logger, context.Request.Method, PathOf(context), outcome.Failure?.Status, error, exception?.GetBaseException().Message);
            return outcome;
        }

        if (error is ForwarderError.RequestBodyDestination or ForwarderError.RequestBodyCanceled)
        {
            // The app has answered before the body was through, and the client has that answer.
            await leftover.DiscardAsync(context, body);
        }
        else
        {
            Log.BrokenOff(logger, context.Request.Method, PathOf(context), error, exception?.GetBaseException().Message);
        }

        return ForwardOutcome.Answered;
    }

    private static bool IsUpgrade(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    // As the client wrote it, so that a line feed in it cannot forge a line of the log; without the query, which may hold secrets.
    private static string PathOf(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2)[0];

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Method} {Path} did not get through to the app ({Status}): {Error}, {Reason}")]
        public static partial void NotForwarded(ILogger logger, string method, string path, int? status, ForwarderError error, string? reason);

        [LoggerMessage(LogLevel.Warning, "{Method} {Path} did not get through to the app ({Status}): {Kind}")]
        public static partial void NotAnswered(ILogger logger, string method, string path, int? status, DirectKind kind);

        [LoggerMessage(LogLevel.Warning, "The answer to {Method} {Path} broke off on its way from the app: {Kind}")]
        public static partial void AnswerBroken(ILogger logger, string method, string path, DirectKind kind);

        [LoggerMessage(LogLevel.Warning, "{Method} {Path} reached the app's container, but not the app in it ({Status})")]
        public static partial void NotThere(ILogger logger, string method, string path, int status);

        [LoggerMessage(LogLevel.Warning, "The answer to {Method} {Path} broke off on its way from the app: {Error}, {Reason}")]
        public static partial void BrokenOff(ILogger logger, string method, string path, ForwarderError error, string? reason);
    }
}

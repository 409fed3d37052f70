using Wasper.Gateway.Configuration;
using Wasper.Gateway.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Wasper.Gateway.Proxy;

/// <summary>Forwards the HTTPS port's requests to the app, and answers for it where it cannot.</summary>
internal sealed partial class AppProxy(
    GatewayOptions options, IHttpForwarder forwarder, UpstreamClient client, ForwardedHeaders headers, ILogger<AppProxy> logger)
{
    private const int RetryAfterSeconds = 5;
    private const string TooLarge = "The request body is larger than this server takes.";

    private readonly string _upstream = options.Upstream.GetLeftPart(UriPartial.Authority);

    private readonly ForwarderRequestConfig _config = new() { ActivityTimeout = options.UpstreamTimeout };

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.ContentLength > options.MaxRequestBodyBytes)
        {
            await PlainAnswer.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, TooLarge);
            return;
        }

        var error = await forwarder.SendAsync(context, _upstream, client, _config, headers);
        if (error != ForwarderError.None && !context.RequestAborted.IsCancellationRequested)
        {
            await AnswerAsync(context, error);
        }
    }

    private async Task AnswerAsync(HttpContext context, ForwarderError error)
    {
        var exception = context.GetForwarderErrorFeature()?.Exception;
        Log.NotForwarded(logger, context.Request.Method, error, exception?.GetBaseException().Message);
        if (context.Response.HasStarted)
        {
            return;
        }

        var answer = exception switch
        {
            _ when IsTooLarge(exception) => PlainAnswer.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, TooLarge),
            _ when error is ForwarderError.RequestTimedOut => PlainAnswer.WriteAsync(
                context, StatusCodes.Status504GatewayTimeout, "The app did not answer in time.", RetryAfterSeconds),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => PlainAnswer.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "The app is not running or still starting. Try again in a moment.", RetryAfterSeconds),
            _ when error is ForwarderError.RequestBodyClient => PlainAnswer.WriteAsync(
                context, StatusCodes.Status400BadRequest, "The request body ended early or is malformed."),
            _ => PlainAnswer.WriteAsync(
                context, StatusCodes.Status502BadGateway, "The app broke off the exchange. Try again in a moment.", RetryAfterSeconds),
        };
        await answer;
    }

    // The server refuses to read on past the limit; the forwarder wraps that, alone or beside the upstream's own failure.
    private static bool IsTooLarge(Exception? exception) => exception switch
    {
        null => false,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => true,
        AggregateException many => many.InnerExceptions.Any(IsTooLarge),
        _ => IsTooLarge(exception.InnerException),
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A {Method} request did not get through to the app: {Error}, {Reason}")]
        public static partial void NotForwarded(ILogger logger, string method, ForwarderError error, string? reason);
    }
}

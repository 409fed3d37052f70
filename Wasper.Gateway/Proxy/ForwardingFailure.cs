using Wasper.Gateway.Proxy.Direct;
using Yarp.ReverseProxy.Forwarder;

namespace Wasper.Gateway.Proxy;

/// <summary>What a client is told when its request did not get through to the app.</summary>
internal static class ForwardingFailure
{
    private const int RetryAfterSeconds = 5;

    private static readonly PlainAnswer _malformed = new(StatusCodes.Status400BadRequest, "The request cannot be forwarded, or its body ended early.");

    private static readonly PlainAnswer _silent =
        new(StatusCodes.Status504GatewayTimeout, "The app did not answer in time.", RetryAfterSeconds);

    private static readonly PlainAnswer _broken =
        new(StatusCodes.Status502BadGateway, "The app broke off the exchange. Try again in a moment.", RetryAfterSeconds);

    /// <summary>The app is not there.</summary>
    public static PlainAnswer Down { get; } =
        new(StatusCodes.Status503ServiceUnavailable, "The app is not running or still starting. Try again in a moment.", RetryAfterSeconds);

    public static PlainAnswer TooLarge { get; } =
        new(StatusCodes.Status413PayloadTooLarge, "The request body is larger than this server takes.");

    public static PlainAnswer TooSlow { get; } = new(StatusCodes.Status408RequestTimeout, "The request body did not come in time.");

    /// <summary>The container's own nginx has answered: whether its connection to Node broke before or after the request went through, it does not say.</summary>
    public static ForwardOutcome InnerProxy { get; } = new(Delivery.Unknown, _broken);

    /// <summary>The gateway stops, and the app has not answered in the time there was for that.</summary>
    public static ForwardOutcome OutOfTime { get; } = new(Delivery.Unknown, new(
        StatusCodes.Status503ServiceUnavailable, "The server is restarting, and the app has not answered before that. Try again in a moment.", RetryAfterSeconds));

    /// <summary>Whether this is the server's word that a body came too slowly.</summary>
    public static bool IsSlowness(Exception exception) => exception is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout };

    public static ForwardOutcome For(ForwarderError error, Exception? exception) => exception switch
    {
        _ when Holds(exception, found => found is BodyTooLargeException) => new(Delivery.Refused, TooLarge),
        _ when Holds(exception, IsSlowness) => new(Delivery.Refused, TooSlow),
        _ when IsUnreachable(exception) => new(Delivery.NotSent, Down),
        _ when error is ForwarderError.RequestCreation => new(Delivery.Refused, _malformed),
        _ when error is ForwarderError.RequestTimedOut => new(Delivery.Unknown, _silent),
        _ when error is ForwarderError.RequestBodyClient => new(Delivery.Refused, _malformed),
        _ => new(Delivery.Unknown, _broken),
    };

    /// <param name="kind">Any but <see cref="DirectKind.Answered"/> and <see cref="DirectKind.ClientGone"/>.</param>
    public static ForwardOutcome For(DirectKind kind) => kind switch
    {
        DirectKind.Unreachable => new(Delivery.NotSent, Down),
        DirectKind.BadRequest or DirectKind.BadBody => new(Delivery.Refused, _malformed),
        DirectKind.SlowBody => new(Delivery.Refused, TooSlow),
        DirectKind.TooLarge => new(Delivery.Refused, TooLarge),
        DirectKind.Silence => new(Delivery.Unknown, _silent),
        DirectKind.InnerProxy => InnerProxy,
        DirectKind.Stopped => OutOfTime,
        _ => new(Delivery.Unknown, _broken),
    };

    // The forwarder hands on the failed read of the body alone, or beside the upstream's own failure.
    private static bool Holds(Exception? exception, Func<Exception, bool> isIt) => exception switch
    {
        null => false,
        _ when isIt(exception) => true,
        AggregateException many => many.InnerExceptions.Any(one => Holds(one, isIt)),
        _ => Holds(exception.InnerException, isIt),
    };

    // Nothing was sent: no connection, or none within the time to connect (a cancellation that carries a timeout).
    private static bool IsUnreachable(Exception? exception) => exception
        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
        or OperationCanceledException { InnerException: TimeoutException };
}

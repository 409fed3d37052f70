namespace Wasper.Gateway.Proxy;

/// <summary>Whether the app has a request.</summary>
internal enum Delivery
{
    /// <summary>The app has answered, and its answer has begun to go out to the client.</summary>
    Answered,

    /// <summary>The request itself is at fault: sending it again would end the same way.</summary>
    Refused,

    /// <summary>Not a byte of the request has reached the app: sending it again cannot do anything twice.</summary>
    NotSent,

    /// <summary>The request was on its way when the exchange broke: the app may have acted on it.</summary>
    Unknown,
}

/// <summary>How an attempt to hand a request to the app ended.</summary>
/// <param name="Failure">What the client is to be told where the app has not answered; null where it has.</param>
internal readonly record struct ForwardOutcome(Delivery Delivery, PlainAnswer? Failure)
{
    public static ForwardOutcome Answered => new(Delivery.Answered, null);
}

namespace Wasper.Gateway.Holding;

/// <summary>How a request's wait ended.</summary>
internal enum Verdict
{
    /// <summary>It may go to the app now. Whoever got this leaves the room when the exchange is over.</summary>
    Admitted,

    /// <summary>It has waited as long as it may.</summary>
    Expired,

    /// <summary>There is no place, or the gateway is stopping.</summary>
    Full,

    /// <summary>The client no longer waits.</summary>
    Gone,
}

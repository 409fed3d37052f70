namespace Wasper.Gateway.Acme.Renewal;

/// <summary>An issuer's renewal window (RFC 9773) and the moment in it that was picked.</summary>
internal sealed record RenewalWindow(DateTimeOffset Start, DateTimeOffset End, DateTimeOffset RenewAt, Uri? Explanation)
{
    /// <summary>Picks a moment, uniformly (RFC 9773, section 4.2). What of the window lies after <paramref name="backstop"/> is left out: the certificate is
    /// renewed by then in any case.</summary>
    /// <param name="random">From 0 to 1.</param>
    public static RenewalWindow Pick(RenewalInfo info, DateTimeOffset backstop, double random)
    {
        var end = info.Start < backstop && backstop < info.End ? backstop : info.End;
        return new RenewalWindow(info.Start, info.End, info.Start + ((end - info.Start) * random), info.Explanation);
    }
}

namespace Wasper.Gateway.Acme.Renewal;

/// <summary>How much is left of a certificate's life.</summary>
internal enum Urgency
{
    Normal,

    /// <summary>Under 1/20 of its life, or revoked: own back-off is cut to an hour.</summary>
    Emergency,

    /// <summary>Under 1/50 of its life, or expired: own back-off is cut to ten minutes.</summary>
    Critical,
}

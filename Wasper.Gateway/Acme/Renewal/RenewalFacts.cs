namespace Wasper.Gateway.Acme.Renewal;

/// <summary>All that a <see cref="RenewalDecision"/> is made of.</summary>
internal sealed record RenewalFacts
{
    /// <summary>Null without a certificate.</summary>
    public Lifetime? Lifetime { get; init; }

    /// <summary>When it arrived, by the gateway's clock; null where that is not known.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    public bool LacksNames { get; init; }

    /// <summary>Whether the issuer that gave it is no longer in the configuration.</summary>
    public bool IsOfOtherIssuer { get; init; }

    public RenewalWindow? Window { get; init; }

    public bool IsRevoked { get; init; }

    public bool IsRequested { get; init; }

    public FailureHistory History { get; init; } = new();

    /// <summary>When the first of the issuers takes orders again; null where one does now.</summary>
    public DateTimeOffset? IssuersOpenAt { get; init; }
}

namespace Wasper.Gateway.Acme.Renewal;

/// <summary>Whether a certificate is to be ordered, why, and when.</summary>
/// <param name="DueAt">When the reason holds from.</param>
/// <param name="AttemptAt">When to place the order: after own back-off and the issuers' wishes.</param>
internal sealed record RenewalDecision(RenewalReason Reason, Urgency Urgency, DateTimeOffset DueAt, DateTimeOffset AttemptAt)
{
    /// <summary>A gateway whose clock is wrong, or an issuer that names a window in the past for each new certificate, must not order one after the other.</summary>
    private static readonly TimeSpan _mostLeastAge = TimeSpan.FromHours(6);

    /// <summary>For certificates that live for hours only.</summary>
    private const double LeastAgeShare = 0.1;

    public bool IsDue => Reason is not RenewalReason.NotDue;

    public bool ShouldOrder(DateTimeOffset now) => IsDue && now >= AttemptAt;

    public static RenewalDecision Decide(RenewalFacts facts, DateTimeOffset now)
    {
        var (reason, due) = Reasoned(facts, now);
        if (reason is RenewalReason.NotDue)
        {
            return new RenewalDecision(reason, Urgency.Normal, due, due);
        }

        var urgency = UrgencyOf(reason, facts, now);
        var attempt = Latest(due, facts.History.WaitsUntil(urgency), facts.IssuersOpenAt, LeastAgeReached(reason, facts));
        return new RenewalDecision(reason, urgency, due, attempt);
    }

    private static (RenewalReason, DateTimeOffset) Reasoned(RenewalFacts facts, DateTimeOffset now)
    {
        if (facts.Lifetime is not { } lifetime)
        {
            return (RenewalReason.NoCertificate, now);
        }

        if (facts.IsRevoked || facts.Window?.End <= now)
        {
            return (RenewalReason.ReplaceAtOnce, now);
        }

        if (now >= lifetime.Backstop)
        {
            return (RenewalReason.Backstop, lifetime.Backstop);
        }

        if (facts.Window is { } window && now >= window.RenewAt)
        {
            return (RenewalReason.RenewalWindow, window.RenewAt);
        }

        return facts.IsRequested ? (RenewalReason.Requested, now)
            : facts.IsOfOtherIssuer ? (RenewalReason.IssuerChanged, now)
            : facts.LacksNames ? (RenewalReason.NamesMissing, now)
            : (RenewalReason.NotDue, Earliest(lifetime.Backstop, facts.Window?.RenewAt));
    }

    // What an operator decides is done at once.
    private static DateTimeOffset? LeastAgeReached(RenewalReason reason, RenewalFacts facts)
    {
        if (facts is not { IsRevoked: false, Lifetime: { } lifetime }
            || reason is not (RenewalReason.ReplaceAtOnce or RenewalReason.RenewalWindow or RenewalReason.Backstop))
        {
            return null;
        }

        var share = lifetime.Length * LeastAgeShare;
        return (facts.IssuedAt ?? lifetime.NotBefore) + (share < _mostLeastAge ? share : _mostLeastAge);
    }

    // A revoked certificate may be refused by clients from now on.
    private static Urgency UrgencyOf(RenewalReason reason, RenewalFacts facts, DateTimeOffset now)
    {
        var urgency = facts.Lifetime?.UrgencyAt(now) ?? Urgency.Normal;
        return reason is RenewalReason.ReplaceAtOnce && urgency is Urgency.Normal ? Urgency.Emergency : urgency;
    }

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

    private static DateTimeOffset Latest(DateTimeOffset due, params ReadOnlySpan<DateTimeOffset?> others)
    {
        foreach (var other in others)
        {
            due = other > due ? other.Value : due;
        }

        return due;
    }
}

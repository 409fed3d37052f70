namespace Wasper.Gateway.Acme.Renewal;

/// <summary>A certificate's life, and the moments in it that matter. All are shares of it: lifetimes shrink from 90 days to 45 and to 160 hours, and a fixed
/// number of days would fit none.</summary>
internal sealed record Lifetime(DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    private const double BackstopShare = 1.0 / 3;
    private const double ShortLivedBackstopShare = 1.0 / 2;
    private const double EmergencyShare = 1.0 / 20;
    private const double CriticalShare = 1.0 / 50;

    /// <summary>Below it a certificate counts as short-lived, as with Let's Encrypt's own advice for renewal.</summary>
    private static readonly TimeSpan _shortLived = TimeSpan.FromDays(10);

    public TimeSpan Length => NotAfter - NotBefore;

    /// <summary>When it is renewed at the latest.</summary>
    public DateTimeOffset Backstop => Before(Length < _shortLived ? ShortLivedBackstopShare : BackstopShare);

    public Urgency UrgencyAt(DateTimeOffset now) =>
        now >= Before(CriticalShare) ? Urgency.Critical
        : now >= Before(EmergencyShare) ? Urgency.Emergency
        : Urgency.Normal;

    private DateTimeOffset Before(double share) => NotAfter - (Length * share);
}

using Wasper.Gateway.Acme.Renewal;

namespace Wasper.Gateway.Acme.Management;

/// <summary>The certificate at a glance, for operators.</summary>
/// <param name="Names">Of the configuration.</param>
/// <param name="Covered">Those that the certificate is for.</param>
/// <param name="Issuer">Null before the first certificate, as are both dates.</param>
/// <param name="Reason">Why it is to be renewed now; <see cref="RenewalReason.NotDue"/> where it is not.</param>
/// <param name="NextAttemptAt">When the next order is placed, if nothing changes until then.</param>
/// <param name="Explanation">The issuer's page about why it wants this one renewed.</param>
/// <param name="Failures">Orders in a row that failed with every issuer.</param>
/// <param name="LastError">A sentence; null after a certificate that covers every name.</param>
internal sealed record RenewalState(
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Covered,
    string? Issuer,
    DateTimeOffset? NotBefore,
    DateTimeOffset? NotAfter,
    RenewalReason Reason,
    Urgency Urgency,
    DateTimeOffset NextAttemptAt,
    Uri? Explanation,
    int Failures,
    string? LastError,
    DateTimeOffset? LastErrorAt,
    IReadOnlyList<IssuerAllowance> Limits);

using System.Text.Json.Serialization;

namespace Wasper.Gateway.Acme.Limits;

/// <summary>An order as the ledger knows it.</summary>
/// <param name="Replaces">The certificate it replaces by ARI (RFC 9773): the issuer's limits do not count such an order.</param>
/// <param name="EndedAt">Null while it runs, and for ever where the gateway died over it.</param>
/// <param name="FailedNames">Names whose validation failed, or may have.</param>
internal sealed record Attempt(
    string Id,
    DateTimeOffset StartedAt,
    IReadOnlyList<string> Names,
    string? Replaces = null,
    AttemptOutcome Outcome = AttemptOutcome.Unknown,
    DateTimeOffset? EndedAt = null,
    IReadOnlyList<string>? FailedNames = null)
{
    /// <summary>An order is given up after ten minutes; a margin for one whose end nobody saw.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(15);

    /// <summary>From when on the issuer counts what came of it, at the latest.</summary>
    [JsonIgnore]
    public DateTimeOffset CountsFrom => EndedAt ?? StartedAt + _longest;

    /// <summary>Whether a certificate came of it, or may have.</summary>
    [JsonIgnore]
    public bool MayHaveIssued => Outcome is AttemptOutcome.Issued or AttemptOutcome.Unknown;

    /// <summary>Whether a validation of <paramref name="name"/> failed, or may have.</summary>
    public bool MayHaveFailed(string name) => Outcome switch
    {
        AttemptOutcome.Issued => false,
        AttemptOutcome.Unknown => Names.Contains(name, StringComparer.OrdinalIgnoreCase),
        _ => FailedNames?.Contains(name, StringComparer.OrdinalIgnoreCase) ?? false,
    };
}

using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme.Renewal;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme.Management;

/// <summary>All that the gateways of a store know of their certificate, written as a whole: a crash leaves the state before or the one after.</summary>
internal sealed record CertificateRecord
{
    /// <summary>Null before the first one.</summary>
    public CertificatePem? Certificate { get; init; }

    /// <summary>Who issued it, as the configuration called it then.</summary>
    public string? Issuer { get; init; }

    /// <summary>When it arrived, by the gateway's clock.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>By ARI; null where the issuer has named none.</summary>
    public RenewalWindow? Window { get; init; }

    /// <summary>When to ask for <see cref="Window"/> again.</summary>
    public DateTimeOffset? AskAgainAt { get; init; }

    /// <summary>An operator revokes it.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>An operator wants another.</summary>
    public bool IsRequested { get; init; }

    public FailureHistory History { get; init; } = new();

    public ImmutableDictionary<string, IssuerStanding> Standings { get; init; } = ImmutableDictionary<string, IssuerStanding>.Empty;

    public ImmutableList<PendingRevocation> Revocations { get; init; } = [];

    public IssuerStanding StandingOf(string issuer) => Standings.GetValueOrDefault(issuer) ?? new IssuerStanding();

    public CertificateRecord With(string issuer, IssuerStanding standing) => this with { Standings = Standings.SetItem(issuer, standing) };

    /// <summary>A new certificate. What failed is forgotten once every name is covered: until then it says how long to wait for the others.</summary>
    public CertificateRecord Issued(CertificatePem certificate, string issuer, bool coversAll, DateTimeOffset now) => this with
    {
        Certificate = certificate,
        Issuer = issuer,
        IssuedAt = now,
        Window = null,
        AskAgainAt = null,
        IsRevoked = false,
        IsRequested = false,
        History = coversAll ? new FailureHistory() : History,
    };

    public CertificateRecord Renew() => this with { IsRequested = true, History = History.WithoutWaiting() };

    /// <summary>Without a certificate there is nothing to revoke.</summary>
    public CertificateRecord Revoke(X509RevocationReason reason) => Certificate is null || Issuer is null ? this : this with
    {
        IsRevoked = true,
        History = History.WithoutWaiting(),
        Revocations = Revocations.Add(new PendingRevocation(Certificate, Issuer, reason)),
    };
}

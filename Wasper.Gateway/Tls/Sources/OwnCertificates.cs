namespace Wasper.Gateway.Tls.Sources;

/// <summary>Makes self-signed certificates for the gateway's names.</summary>
internal sealed class OwnCertificates(IReadOnlyList<string> domains, TimeProvider time)
{
    /// <summary>One this close to its end is made anew, so that people who trust it can be told in time.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromDays(60);

    public CertificatePem Create() => SelfSignedCertificate.Create(domains, time.GetUtcNow());

    /// <summary>Whether a certificate that was made here can be served on.</summary>
    public bool IsFresh(ServedCertificate certificate) =>
        certificate.NotAfter - time.GetUtcNow() > _margin && domains.All(domain => certificate.Certificate.MatchesHostname(domain));
}

using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme;

/// <summary>One certificate authority. Every failure that is not a bug or a cancellation is an <see cref="AcmeException"/>, whose message is a sentence for the
/// operator.</summary>
internal interface ICertificateIssuer
{
    /// <summary>As the configuration calls it: for messages, metrics and folder names.</summary>
    string Name { get; }

    /// <summary>Orders a certificate, proves control of its names, and returns it with its chain (leaf first) and a new key. Bounded in time by the
    /// issuer's own limits. An order that a crash cut off after its last step is taken up again.</summary>
    Task<CertificatePem> OrderAsync(CertificateOrder order, CancellationToken cancellationToken);

    /// <summary>When to renew <paramref name="leaf"/> (RFC 9773); null where the issuer does not say, or does not know the certificate.</summary>
    Task<RenewalInfo?> GetRenewalInfoAsync(X509Certificate2 leaf, CancellationToken cancellationToken);

    /// <summary>Revokes a certificate: by its own key where the reason is a compromise of it, by the account otherwise. One that is revoked already is no failure.</summary>
    Task RevokeAsync(CertificatePem certificate, X509RevocationReason reason, CancellationToken cancellationToken);

    /// <summary>Gives the account a new key (RFC 8555, section 7.3.5). Nothing happens where there is no account yet.</summary>
    Task ChangeAccountKeyAsync(CancellationToken cancellationToken);
}

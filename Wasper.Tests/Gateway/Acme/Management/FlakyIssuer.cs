using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme;
using Wasper.Gateway.Tls;

namespace Wasper.Tests.Gateway.Acme.Management;

/// <summary>Breaks a number of times in ways that no issuer should, and then works.</summary>
internal sealed class FlakyIssuer(int breaks) : ICertificateIssuer
{
    private int _left = breaks;

    public string Name => "flaky";

    public Task<CertificatePem> OrderAsync(CertificateOrder order, CancellationToken cancellationToken)
    {
        Break();
        return Task.FromResult(SelfSignedCertificate.Create(order.Names, TimeProvider.System.GetUtcNow()));
    }

    public Task<RenewalInfo?> GetRenewalInfoAsync(X509Certificate2 leaf, CancellationToken cancellationToken)
    {
        Break();
        return Task.FromResult<RenewalInfo?>(null);
    }

    public Task RevokeAsync(CertificatePem certificate, X509RevocationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ChangeAccountKeyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Break()
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            throw new InvalidOperationException("Nobody foresaw this.");
        }
    }
}

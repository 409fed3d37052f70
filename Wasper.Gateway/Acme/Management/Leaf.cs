using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme.Renewal;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme.Management;

/// <summary>What a certificate says of itself.</summary>
/// <param name="Covered">Those of the wanted names that it is for.</param>
/// <param name="AriId">How ARI names it; null where it cannot.</param>
internal sealed record Leaf(Lifetime Lifetime, IReadOnlyList<string> Covered, string Thumbprint, string? AriId)
{
    /// <summary>Null for none, and for one that cannot be read: it is as good as none.</summary>
    public static Leaf? Read(CertificatePem? pem, IEnumerable<string> wanted)
    {
        if (pem is null)
        {
            return null;
        }

        try
        {
            using var certificate = pem.Load();
            return new Leaf(
                new Lifetime(certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime()),
                [.. wanted.Where(name => certificate.MatchesHostname(name))],
                certificate.Thumbprint,
                AriCertificateId.Of(certificate));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}

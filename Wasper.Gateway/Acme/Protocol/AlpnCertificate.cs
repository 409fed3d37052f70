using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>The certificate that answers a TLS-ALPN-01 challenge (RFC 8737, section 3).</summary>
internal static class AlpnCertificate
{
    /// <summary>What a client offers by ALPN to be shown such a certificate, and nothing else.</summary>
    public const string Protocol = "acme-tls/1";

    /// <summary>id-pe-acmeIdentifier.</summary>
    private const string AcmeIdentifier = "1.3.6.1.5.5.7.1.31";

    private const byte OctetString = 0x04;

    /// <summary>A self-signed certificate for <paramref name="domain"/> alone, a name or the reverse name of an IP address (RFC 8738, section 6).</summary>
    /// <param name="digest">SHA-256 of the key authorization, 32 bytes.</param>
    public static CertificatePem Create(string domain, ReadOnlySpan<byte> digest, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, SHA256.HashSizeInBytes);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ACME challenge", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (ReverseName.TryParse(domain, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(domain);
        }

        request.CertificateExtensions.Add(names.Build());
        byte[] authorization = [OctetString, SHA256.HashSizeInBytes, .. digest];
        request.CertificateExtensions.Add(new X509Extension(AcmeIdentifier, authorization, critical: true));

        // A day is longer than any authorization stays open, and an issuer does not look at it.
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        return new CertificatePem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wasper.Gateway.Tls;

/// <summary>Makes the certificate a gateway answers with before it has a better one, and knows it again.</summary>
internal static class SelfSignedCertificate
{
    private const string Localhost = "localhost";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Clients refuse certificates that live longer than 398 days (CA/Browser Forum, ballot SC31).</summary>
    private static readonly TimeSpan _lifetime = TimeSpan.FromDays(397);

    private static readonly X500DistinguishedName _name = new("CN=localhost, O=Wasper Gateway");

    /// <summary>A P-256 certificate for localhost, its addresses and <paramref name="domains"/>, as PEM.</summary>
    public static CertificatePem Create(IEnumerable<string> domains, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(_name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Names(domains));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));

        // A client whose clock is a little behind must not find a certificate from its future.
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now + _lifetime);
        return new CertificatePem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Whether <paramref name="certificate"/> was made here: only such a one may be thrown away.</summary>
    public static bool IsOwn(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(_name.RawData)
        && certificate.IssuerName.RawData.AsSpan().SequenceEqual(_name.RawData);

    private static X509Extension Names(IEnumerable<string> domains)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Localhost);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var domain in domains)
        {
            if (IPAddress.TryParse(domain, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(domain);
            }
        }

        return names.Build();
    }
}

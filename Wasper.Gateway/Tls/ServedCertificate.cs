using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wasper.Gateway.Tls;

/// <summary>A certificate with all that a handshake needs of it, made once: one context per connection would cost resumption and time.</summary>
internal sealed class ServedCertificate
{
    private ServedCertificate(CertificatePem pem, X509Certificate2 certificate)
    {
        Pem = pem;
        Certificate = certificate;
        IsOwn = SelfSignedCertificate.IsOwn(certificate);

        var intermediates = new X509Certificate2Collection();
        intermediates.ImportFromPem(pem.Certificate);
        intermediates.RemoveAt(0);
        Handshake = new SslServerAuthenticationOptions
        {
            // Offline: the intermediates are in the file, and a start must not wait for somebody's server.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, intermediates, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
    }

    public CertificatePem Pem { get; }

    public X509Certificate2 Certificate { get; }

    /// <summary>What every handshake is answered with. Not to be changed.</summary>
    public SslServerAuthenticationOptions Handshake { get; }

    /// <summary>Whether it was made here.</summary>
    public bool IsOwn { get; }

    public DateTimeOffset NotAfter => Certificate.NotAfter;

    /// <summary>Throws <see cref="CryptographicException"/> or <see cref="ArgumentException"/> where <paramref name="pem"/> is no certificate with its
    /// key.</summary>
    public static ServedCertificate Load(CertificatePem pem) => new(pem, pem.Load());

    public CertificateState State(CertificateSourceKind source) => new()
    {
        Source = source,
        Names = [.. Names()],
        Issuer = Certificate.Issuer,
        Serial = Certificate.SerialNumber,
        NotBefore = Certificate.NotBefore,
        NotAfter = NotAfter,
        IsSelfSigned = IsOwn,
    };

    private IEnumerable<string> Names() => Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())));
}

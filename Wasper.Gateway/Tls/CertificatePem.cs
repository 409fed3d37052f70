using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wasper.Gateway.Tls;

/// <summary>A certificate and its private key as they lie on disk.</summary>
internal sealed record CertificatePem(string Certificate, string Key)
{
    /// <summary>Throws <see cref="CryptographicException"/> or <see cref="ArgumentException"/> where the two are no certificate and its key.</summary>
    public X509Certificate2 Load()
    {
        var certificate = X509Certificate2.CreateFromPem(Certificate, Key);
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        // Windows' TLS cannot use a key that lives only in memory.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }

    // Not the key: records write their members out.
    public override string ToString() => nameof(CertificatePem);
}

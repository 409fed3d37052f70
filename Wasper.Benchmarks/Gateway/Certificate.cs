using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The P-256 certificate of localhost that every proxy under test shows.</summary>
internal sealed class Certificate
{
    private Certificate(string folder) =>
        (CertificatePath, KeyPath, BundlePath) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"), Path.Combine(folder, "bundle.pem"));

    /// <summary>SHA-1 of it, in hexadecimal digits, by which a probe knows it again.</summary>
    public required string Thumbprint { get; init; }

    public string CertificatePath { get; }

    public string KeyPath { get; }

    /// <summary>Both in one file, as HAProxy wants them.</summary>
    public string BundlePath { get; }

    public static Certificate Create(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, O=Wasper Benchmarks", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(90));
        var files = new Certificate(folder) { Thumbprint = certificate.Thumbprint };
        File.WriteAllText(files.CertificatePath, certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(files.KeyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(files.BundlePath, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return files;
    }
}

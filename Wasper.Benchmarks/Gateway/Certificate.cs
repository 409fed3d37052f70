using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The P-256 certificate of localhost that every proxy under test shows.</summary>
internal sealed class Certificate
{
    private readonly string _thumbprint;

    private Certificate(string folder, string thumbprint)
    {
        _thumbprint = thumbprint;
        (CertificatePath, KeyPath, BundlePath) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"), Path.Combine(folder, "bundle.pem"));
    }

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
        var files = new Certificate(folder, certificate.Thumbprint);
        File.WriteAllText(files.CertificatePath, certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(files.KeyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(files.BundlePath, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return files;
    }

    /// <summary>Whether a server shows this certificate; fit for a callback of <see cref="SslStream"/>.</summary>
    public bool IsShown(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) => shown?.GetCertHashString() == _thumbprint;
}

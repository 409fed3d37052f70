using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Tls;

namespace Wasper.Tests.Gateway.Tls;

/// <summary>An issuer with a root and an intermediate, valid around a given time.</summary>
internal sealed class TestIssuer : IDisposable
{
    private readonly DateTimeOffset _now;
    private readonly X509Certificate2 _intermediate;

    public TestIssuer(DateTimeOffset now)
    {
        _now = now;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = Authority("CN=Test Root", rootKey).CreateSelfSigned(now.AddYears(-1), now.AddYears(5));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Authority("CN=Test Intermediate", key).Create(Root, now.AddYears(-1), now.AddYears(4), [7]);
        _intermediate = certificate.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Root { get; }

    public string IntermediateThumbprint => _intermediate.Thumbprint;

    /// <summary>A certificate of 90 days, with the intermediate behind it as issuers hand it out.</summary>
    public CertificatePem Issue(string name = "localhost", double daysLeft = 60)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var end = _now.AddDays(daysLeft);
        using var certificate = request.Create(_intermediate, end.AddDays(-90), end, RandomNumberGenerator.GetBytes(8));
        return new CertificatePem(
            $"{certificate.ExportCertificatePem()}\n{_intermediate.ExportCertificatePem()}\n", key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        Root.Dispose();
        _intermediate.Dispose();
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request;
    }
}

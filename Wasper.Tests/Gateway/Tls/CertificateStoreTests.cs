using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Wasper.Gateway.Tls;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway.Tls;

public sealed class CertificateStoreTests : IDisposable
{
    private static readonly DateTimeOffset _now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private string Certificates => _folder["certs"];

    private string CertificatePath => Path.Combine(Certificates, "cert.pem");

    private string KeyPath => Path.Combine(Certificates, "key.pem");

    [Fact]
    public void Certificate_FirstStart_IsMadeForLocalhostAndTheDomains()
    {
        using var certificate = Open(_now, "wasper.example.com", "192.0.2.7");

        Assert.All(["localhost", "127.0.0.1", "::1", "wasper.example.com", "192.0.2.7"], name => Assert.True(certificate.MatchesHostname(name), name));
        Assert.False(certificate.MatchesHostname("example.com"));
        Assert.True(certificate.HasPrivateKey);
        Assert.InRange((certificate.NotAfter - certificate.NotBefore).TotalDays, 1, 398);
        Assert.Equal("1.3.6.1.5.5.7.3.1", Assert.Single(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()).EnhancedKeyUsages[0].Value);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Certificate_FirstStart_OnlyTheOwnerReadsTheFiles()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");

        Open(_now).Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(CertificatePath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Certificates));
        Assert.Equal([CertificatePath, KeyPath], Directory.GetFiles(Certificates).Order());
    }

    [Fact]
    public void Certificate_Restart_IsTheSame()
    {
        using var first = Open(_now);
        using var second = Open(_now.AddDays(300));

        Assert.Equal(first.Thumbprint, second.Thumbprint);
    }

    [Theory]
    [InlineData(340)]
    [InlineData(500)]
    public void Certificate_OwnOneNearOrPastItsEnd_IsReplaced(int days)
    {
        using var first = Open(_now);
        using var second = Open(_now.AddDays(days));

        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.True(second.NotAfter > _now.AddDays(days + 300));
        Assert.Equal(2, Directory.GetFiles(Certificates).Length);
    }

    [Fact]
    public void Certificate_DomainAdded_IsReplaced()
    {
        using var first = Open(_now);
        using var second = Open(_now, "wasper.example.com");

        Assert.True(second.MatchesHostname("wasper.example.com"));
    }

    [Theory]
    [InlineData("cert.pem", "")]
    [InlineData("cert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("key.pem", "not a key")]
    public void Certificate_UnreadableFile_IsReplacedAndKeptAside(string name, string text)
    {
        using var first = Open(_now);
        File.WriteAllText(Path.Combine(Certificates, name), text);

        using var second = Open(_now);

        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        using var third = Open(_now);
        Assert.Equal(second.Thumbprint, third.Thumbprint);
        Assert.Equal(text, File.ReadAllText(Path.Combine(Certificates, name + ".20261124T120000Z")));
    }

    [Fact]
    public void Certificate_KeyOfAnotherCertificate_IsReplaced()
    {
        using var first = Open(_now);
        using (var other = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            File.WriteAllText(KeyPath, other.ExportPkcs8PrivateKeyPem());
        }

        using var second = Open(_now);

        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
    }

    [Fact]
    public void Certificate_OneFileMissing_IsReplacedAndTheOtherKeptAside()
    {
        using var first = Open(_now);
        var key = File.ReadAllText(KeyPath);
        File.Delete(CertificatePath);

        using var second = Open(_now);

        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.Equal(key, File.ReadAllText(KeyPath + ".20261124T120000Z"));
    }

    [Fact]
    public void Certificate_OfSomebodyElse_IsServedWhileItIsValid()
    {
        var theirs = WriteForeign(_now.AddDays(1));

        using var served = Open(_now, "wasper.example.com");

        Assert.Equal(theirs, served.Thumbprint);
    }

    [Fact]
    public void Certificate_OfSomebodyElseExpired_IsReplacedAndKeptAside()
    {
        var theirs = WriteForeign(_now.AddDays(-1));

        using var served = Open(_now);

        Assert.NotEqual(theirs, served.Thumbprint);
        using var kept = X509Certificate2.CreateFromPemFile(CertificatePath + ".20261124T120000Z", KeyPath + ".20261124T120000Z");
        Assert.Equal(theirs, kept.Thumbprint);
    }

    public void Dispose() => _folder.Dispose();

    private X509Certificate2 Open(DateTimeOffset now, params string[] domains) =>
        new CertificateStore(Options(domains), new FixedTime(now), NullLogger<CertificateStore>.Instance).Current.Certificate;

    private Wasper.Gateway.Configuration.GatewayOptions Options(string[] domains) => TestOptions.Read(
        [("CertificateDirectory", Certificates), .. domains.Select((domain, index) => ($"Domains:{index}", domain))]);

    private string WriteForeign(DateTimeOffset notAfter)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=wasper.example.com", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(_now.AddDays(-90), notAfter);
        Directory.CreateDirectory(Certificates);
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

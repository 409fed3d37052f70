using Microsoft.Extensions.Configuration;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Tls;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway.Tls;

public sealed class CertificateOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_NothingSet_SelfSignedInTheFolder()
    {
        Assert.Empty(Errors(out var options));

        Assert.Equal(CertificateSourceKind.SelfSigned, options!.Certificate.Source);
        Assert.Equal(_folder["cert.pem"], options.Certificate.CertificatePath);
    }

    [Theory]
    [InlineData("letsencrypt", "Gateway:Certificate:Source 'letsencrypt' is not known")]
    [InlineData("file", "Gateway:Certificate:CertificatePath '{0}/cert.pem' does not exist: put it there")]
    public void Read_SourceThatCannotBe_SaysSo(string source, string error)
    {
        var sentence = Assert.Single(Errors(out _, ("Source", source)));

        Assert.StartsWith(string.Format(System.Globalization.CultureInfo.InvariantCulture, error, _folder.Path), sentence, StringComparison.Ordinal);
        Assert.Contains("Gateway__Certificate__", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("selfsigned")]
    [InlineData("acme")]
    public void Read_FilesNamedWithAnotherSource_AreRefused(string source)
    {
        var errors = Errors(out _, ("Source", source), ("CertificatePath", "a.pem"), ("KeyPath", "b.pem"));

        Assert.Equal(2, errors.Count(error => error.Contains("is used with Source=file alone", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("CertificatePath", "KeyPath")]
    [InlineData("KeyPath", "CertificatePath")]
    public void Read_OneFileOfTwo_TheOtherIsAskedFor(string key, string missing)
    {
        var sentence = Assert.Single(Errors(out _, ("Source", "file"), (key, "a.pem")));

        Assert.StartsWith($"Gateway:Certificate:{missing} ", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FilesThatAreAPair_AreTaken()
    {
        var (certificate, key) = Write();

        Assert.Empty(Errors(out var options, ("Source", "file"), ("CertificatePath", certificate), ("KeyPath", key)));

        Assert.Equal((certificate, key), (options!.Certificate.CertificatePath, options.Certificate.KeyPath));
    }

    [Fact]
    public void Read_FilesThatAreNoPair_AreRefusedWithoutTheKey()
    {
        var (certificate, key) = Write();
        var other = SelfSignedCertificate.Create([], DateTimeOffset.UtcNow).Key;
        File.WriteAllText(key, other);

        var sentence = Assert.Single(Errors(out _, ("Source", "file"), ("CertificatePath", certificate), ("KeyPath", key)));

        Assert.StartsWith($"Gateway:Certificate:KeyPath '{key}' and {certificate} are no certificate and its key", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(other.Split('\n')[1], sentence, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private (string Certificate, string Key) Write()
    {
        var pem = SelfSignedCertificate.Create([], DateTimeOffset.UtcNow);
        File.WriteAllText(_folder["tls.crt"], pem.Certificate);
        File.WriteAllText(_folder["tls.key"], pem.Key);
        return (_folder["tls.crt"], _folder["tls.key"]);
    }

    private IReadOnlyList<string> Errors(out GatewayOptions? options, params IEnumerable<(string Key, string Value)> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Gateway:Upstream", "http://localhost:1"), new("Gateway:CertificateDirectory", _folder.Path)])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Gateway:Certificate:{setting.Key}", (string?)setting.Value)))
            .Build();
        _ = GatewayOptionsReader.TryRead(configuration, out options, out var errors);
        return errors;
    }
}

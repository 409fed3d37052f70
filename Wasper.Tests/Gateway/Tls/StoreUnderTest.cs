using Microsoft.Extensions.Time.Testing;
using Wasper.Gateway.Tls;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Gateway.Acme.Protocol;

namespace Wasper.Tests.Gateway.Tls;

/// <summary>A store on a folder of its own, with a clock that stands still.</summary>
internal sealed class StoreUnderTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _source;

    public StoreUnderTest(string source)
    {
        _source = source;
        Directory.CreateDirectory(_folder["certs"]);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public RecordedLog<CertificateStore> Log { get; } = new();

    public TestIssuer Issuer => field ??= new TestIssuer(Time.GetUtcNow());

    public string CertificatePath => _folder["certs/cert.pem"];

    public string KeyPath => _folder["certs/key.pem"];

    public string[] Files => [.. Directory.GetFiles(_folder["certs"]).Select(path => Path.GetFileName(path)).Order()];

    public IEnumerable<string> Warnings => Log.Lines.Where(line => line.Level > Microsoft.Extensions.Logging.LogLevel.Information).Select(line => line.Text);

    public CertificateStore Open(params IEnumerable<(string Key, string Value)> settings) => new(
        TestOptions.Read(
        [
            ("CertificateDirectory", _folder["certs"]), ("Certificate:Source", _source), ("Domains:0", "wasper.example.com"),
            ("Acme:TermsAgreed", "true"), .. settings,
        ]), Time, Log);

    public CertificatePem Put(CertificatePem pem)
    {
        File.WriteAllText(CertificatePath, pem.Certificate);
        File.WriteAllText(KeyPath, pem.Key);
        return pem;
    }

    public string this[string name] => _folder[name];

    public void Dispose()
    {
        Issuer.Dispose();
        _folder.Dispose();
    }
}

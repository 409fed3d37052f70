using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Wasper.Gateway.Tls;
using Wasper.Tests.Gateway.Acme.Protocol;

namespace Wasper.Tests.Gateway.Tls;

public sealed class ExpiryWarningsTests : IDisposable
{
    private static readonly DateTimeOffset _now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(_now);
    private readonly RecordedLog<ExpiryWarnings> _log = new();
    private readonly TestIssuer _issuer = new(_now);
    private readonly ExpiryWarnings _warnings;

    public ExpiryWarningsTests() => _warnings = new ExpiryWarnings(_time, _log);

    [Fact]
    public void Consider_DayByDayToTheEnd_WarnsAtFourStepsAndOnceWhenItIsOver()
    {
        var certificate = ServedCertificate.Load(_issuer.Issue(daysLeft: 20));
        var days = new List<(double, LogLevel)>();
        for (var day = 0; day < 25; day++)
        {
            _warnings.Consider(certificate, CertificateSourceKind.File);
            while (_log.Lines.TryDequeue(out var line))
            {
                days.Add((20 - day, line.Level));
            }

            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(
            [(14, LogLevel.Warning), (7, LogLevel.Warning), (3, LogLevel.Warning), (1, LogLevel.Warning), (0, LogLevel.Error)], days);
    }

    [Fact]
    public void Consider_AnotherCertificate_BeginsAnew()
    {
        _warnings.Consider(ServedCertificate.Load(_issuer.Issue(daysLeft: 2)), CertificateSourceKind.Acme);
        _warnings.Consider(ServedCertificate.Load(_issuer.Issue(daysLeft: 60)), CertificateSourceKind.Acme);
        _warnings.Consider(ServedCertificate.Load(_issuer.Issue(daysLeft: 10)), CertificateSourceKind.Acme);

        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public void Consider_CertificateThatLivesForDaysOnly_IsNotWarnedAboutFromItsFirstDay()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=short", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(_now, _now.AddHours(160));
        var served = ServedCertificate.Load(new CertificatePem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem()));

        _warnings.Consider(served, CertificateSourceKind.Acme);
        Assert.Empty(_log.Lines);

        _time.Advance(TimeSpan.FromHours(140));
        _warnings.Consider(served, CertificateSourceKind.Acme);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void Consider_OneMadeHere_IsNotWarnedAbout()
    {
        _warnings.Consider(ServedCertificate.Load(SelfSignedCertificate.Create([], _now.AddDays(-396))), CertificateSourceKind.SelfSigned);

        Assert.Empty(_log.Lines);
    }

    public void Dispose() => _issuer.Dispose();
}

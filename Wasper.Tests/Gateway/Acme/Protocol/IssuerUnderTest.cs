using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme;
using Wasper.Gateway.Acme.Protocol;
using Wasper.Gateway.Tls;

namespace Wasper.Tests.Gateway.Acme.Protocol;

/// <summary>An issuer over a real Pebble, with a place that answers its challenges.</summary>
internal sealed class IssuerUnderTest : IAsyncDisposable
{
    private IssuerUnderTest(PebbleServer pebble, ChallengeAnswers answers)
    {
        Pebble = pebble;
        Answers = answers;
        Issuer = Open(settings => settings);
    }

    public PebbleServer Pebble { get; }

    public ChallengeAnswers Answers { get; }

    public MemoryStore Store { get; } = new();

    public RecordedLog<AcmeIssuer> Log { get; } = new();

    /// <summary>As <see cref="Open"/> gives it, with the settings as they are.</summary>
    public AcmeIssuer Issuer { get; private set; }

    public static async Task<IssuerUnderTest> StartAsync(PebbleSettings? settings = null)
    {
        var answers = await ChallengeAnswers.StartAsync();
        try
        {
            var pebble = await PebbleServer.StartAsync(
                (settings ?? new PebbleSettings()) with { HttpPort = answers.HttpPort, TlsPort = answers.TlsPort });
            return new IssuerUnderTest(pebble, answers);
        }
        catch
        {
            await answers.DisposeAsync();
            throw;
        }
    }

    /// <summary>A gateway that was started anew: over the same store, with nothing in memory. It takes the place of <see cref="Issuer"/>.</summary>
    public AcmeIssuer Open(Func<AcmeIssuerSettings, AcmeIssuerSettings> change)
    {
        Issuer?.Dispose();
        Issuer = new AcmeIssuer(change(Settings(Pebble.Directory, Pebble.TrustedRootPath)), Store, Answers, TimeProvider.System, Log);
        return Issuer;
    }

    /// <summary>For tests, where nobody minds being asked often.</summary>
    public static AcmeIssuerSettings Settings(Uri directory, string? trustedRootPath) => new()
    {
        Name = "pebble",
        Directory = directory,
        Contacts = ["ops@example.com"],
        TermsAgreed = true,
        TrustedRoots = trustedRootPath is null ? [] : [X509CertificateLoader.LoadCertificateFromFile(trustedRootPath)],
        PollInterval = TimeSpan.FromMilliseconds(30),
        OrderTimeout = TimeSpan.FromSeconds(60),
    };

    public Task<CertificatePem> OrderAsync(params string[] names) => OrderAsync(new CertificateOrder(names));

    public Task<CertificatePem> OrderAsync(CertificateOrder order) => Issuer.OrderAsync(order, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Issuer.Dispose();
        await Pebble.DisposeAsync();
        await Answers.DisposeAsync();
    }
}

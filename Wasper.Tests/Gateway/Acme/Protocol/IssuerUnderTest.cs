using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme;
using Wasper.Gateway.Acme.Protocol;
using Wasper.Gateway.Tls;

namespace Wasper.Tests.Gateway.Acme.Protocol;

/// <summary>An issuer over a real Pebble, with a place that answers its challenges.</summary>
internal sealed class IssuerUnderTest : IAsyncDisposable
{
    private readonly IssuerFront? _front;

    private IssuerUnderTest(PebbleServer pebble, IssuerFront? front, ChallengeAnswers answers)
    {
        Pebble = pebble;
        _front = front;
        Answers = answers;
        Issuer = Open(settings => settings);
    }

    public PebbleServer Pebble { get; }

    /// <summary>What lies before Pebble, after <see cref="StartWithFrontAsync"/>.</summary>
    public IssuerFront Front => _front!;

    public ChallengeAnswers Answers { get; }

    public MemoryStore Store { get; } = new();

    public RecordedLog<AcmeIssuer> Log { get; } = new();

    /// <summary>As <see cref="Open"/> gives it, with the settings as they are.</summary>
    public AcmeIssuer Issuer { get; private set; }

    public static Task<IssuerUnderTest> StartAsync(PebbleSettings? settings = null) => StartAsync(settings ?? new PebbleSettings(), withFront: false);

    /// <summary>With ARI, profiles and faults; and no bad nonces, so that every request is seen once.</summary>
    public static Task<IssuerUnderTest> StartWithFrontAsync(PebbleSettings? settings = null) =>
        StartAsync((settings ?? new PebbleSettings()) with { NonceReject = 0 }, withFront: true);

    /// <summary>A gateway that was started anew: over the same store, with nothing in memory. It takes the place of <see cref="Issuer"/>.</summary>
    public AcmeIssuer Open(Func<AcmeIssuerSettings, AcmeIssuerSettings> change)
    {
        Issuer?.Dispose();
        Issuer = Create(change);
        return Issuer;
    }

    /// <summary>A second gateway over the same store.</summary>
    public AcmeIssuer OpenBeside() => Create(settings => settings);

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
        if (_front is not null)
        {
            await _front.DisposeAsync();
        }

        await Pebble.DisposeAsync();
        await Answers.DisposeAsync();
    }

    private AcmeIssuer Create(Func<AcmeIssuerSettings, AcmeIssuerSettings> change) =>
        new(change(Settings(_front?.Directory ?? Pebble.Directory, Pebble.TrustedRootPath)), Store, Answers, TimeProvider.System, Log);

    private static async Task<IssuerUnderTest> StartAsync(PebbleSettings settings, bool withFront)
    {
        var answers = await ChallengeAnswers.StartAsync();
        try
        {
            var pebble = await PebbleServer.StartAsync(settings with { HttpPort = answers.HttpPort, TlsPort = answers.TlsPort });
            return new IssuerUnderTest(pebble, withFront ? await IssuerFront.StartAsync(pebble) : null, answers);
        }
        catch
        {
            await answers.DisposeAsync();
            throw;
        }
    }
}

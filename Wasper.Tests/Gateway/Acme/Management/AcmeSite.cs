using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Wasper.Gateway.Acme.Limits;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway.Acme.Management;

/// <summary>A real issuer, its staging directory, an app, a folder, and gateways between them.</summary>
internal sealed class AcmeSite : IAsyncDisposable
{
    public const string Name = "a.example.com";

    private readonly TemporaryFolder _folder = new();
    private readonly List<AcmeGateway> _gateways = [];
    private readonly UpstreamApp _app;
    private int _appRequests;

    private AcmeSite(PebbleServer pebble, IssuerFront front, IssuerFront staging, UpstreamApp app) =>
        (Pebble, Front, Staging, _app) = (pebble, front, staging, app);

    public PebbleServer Pebble { get; }

    /// <summary>Issuer <c>pebble</c>.</summary>
    public IssuerFront Front { get; }

    /// <summary>Where issuer <c>pebble</c> is tried.</summary>
    public IssuerFront Staging { get; }

    public JumpingClock Clock { get; } = new();

    /// <summary>Requests that have reached the app.</summary>
    public int AppRequests => _appRequests;

    public string Folder => _folder.Path;

    /// <param name="settings">Without any, no nonces are refused, so that every request is seen once.</param>
    public static async Task<AcmeSite> StartAsync(PebbleSettings? settings = null)
    {
        var pebble = await PebbleServer.StartAsync((settings ?? new PebbleSettings { NonceReject = 0 }) with { ValiditySeconds = 90 * 24 * 60 * 60 });
        var (front, staging) = (await IssuerFront.StartAsync(pebble), await IssuerFront.StartAsync(pebble));
        AcmeSite? site = null;
        var app = await UpstreamApp.StartAsync(context =>
        {
            Interlocked.Increment(ref site!._appRequests);
            return Task.CompletedTask;
        });
        return site = new AcmeSite(pebble, front, staging, app);
    }

    /// <summary>The settings of a gateway where the issuer looks for challenges.</summary>
    public IEnumerable<(string Key, string Value)> Settings(params IEnumerable<(string Key, string Value)> more) => new (string Key, string Value)[]
    {
        ("Upstream", $"http://127.0.0.1:{_app.Port}"), ("HttpPort", $"{Pebble.HttpPort}"), ("HttpsPort", $"{Pebble.TlsPort}"), ("CertificateDirectory", _folder["certs"]),
        ("Domains:0", Name), ("Certificate:Source", "acme"), ("AppPage:CheckSeconds", "0"), ("HealthPollSeconds", "0"), ("Hold:Seconds", "0"),
        ("Acme:TermsAgreed", "true"), ("Acme:Preflight", "false"),
        ("Acme:Issuers:0:Name", "pebble"), ("Acme:Issuers:0:Directory", Front.Directory.OriginalString),
        ("Acme:Issuers:0:StagingDirectory", Staging.Directory.OriginalString), ("Acme:Issuers:0:TrustedRootsFile", Pebble.TrustedRootPath),
    }.Concat(more).GroupBy(setting => setting.Key).Select(same => same.Last());

    /// <summary>Settings of a gateway that the issuer does not see.</summary>
    public IEnumerable<(string Key, string Value)> SettingsBeside(params IEnumerable<(string Key, string Value)> more) =>
        Settings([("HttpPort", $"{Loopback.FreePort()}"), ("HttpsPort", $"{Loopback.FreePort()}"), ("Webhooks:Enabled", "false"), .. more]);

    public Task<AcmeGateway> OpenAsync(params IEnumerable<(string Key, string Value)> more) => OpenAsync(Settings(more), change: null);

    public async Task<AcmeGateway> OpenAsync(IEnumerable<(string Key, string Value)> settings, Action<IServiceCollection>? change)
    {
        var gateway = await AcmeGateway.StartAsync(Clock, settings, change);
        _gateways.Add(gateway);
        return gateway;
    }

    /// <summary>Waits until the gateway serves a certificate of the issuer, other than <paramref name="before"/>.</summary>
    public async Task<X509Certificate2> ArrivesAsync(AcmeGateway gateway, X509Certificate2? before = null, string name = Name)
    {
        X509Certificate2? served = null;
        await Eventually.TrueAsync(
            async () =>
            {
                served = await gateway.ReadServedAsync(name);
                return served.Issuer.Contains("Pebble", StringComparison.Ordinal) && served.Thumbprint != before?.Thumbprint && gateway.Manager.State?.NotAfter == served.NotAfter;
            },
            () => string.Join('\n', gateway.Log));
        await gateway.AssertTrustedAsync(name, await Pebble.ReadRootAsync());
        return served!;
    }

    /// <summary>Lets time pass in steps of ten minutes until <paramref name="condition"/> holds.</summary>
    public async Task PassAsync(AcmeGateway gateway, Func<bool> condition)
    {
        for (var step = 0; !condition(); step++)
        {
            Assert.True(step < 400, "It did not happen in time:\n" + string.Join('\n', gateway.Log));
            await JumpAsync(gateway, TimeSpan.FromMinutes(10));
        }
    }

    /// <summary>Lets ten minutes or more pass at once, and waits until the gateway has looked at its certificate.</summary>
    public async Task JumpAsync(AcmeGateway gateway, TimeSpan time)
    {
        await Eventually.TrueAsync(() => Task.FromResult(Clock.IsAwaited && gateway.Manager.State is not null), () => string.Join('\n', gateway.Log));
        var before = gateway.Manager.State;
        Clock.Jump(time);
        var polls = 0;
        await Eventually.TrueAsync(
            () =>
            {
                // Somebody else may have been the one who waited, and the manager begun only after the jump.
                if (++polls % 500 == 0)
                {
                    Clock.Jump(TimeSpan.FromMinutes(10));
                }

                return Task.FromResult(gateway.Manager.State != before);
            },
            () => string.Join('\n', gateway.Log));
    }

    /// <summary>That no attempt was made which the published limits forbade, counted by hand.</summary>
    public static void AssertWithinLimits(IReadOnlyCollection<Attempt> attempts)
    {
        foreach (var attempt in attempts)
        {
            var before = attempts.Where(other => other.StartedAt <= attempt.StartedAt).ToList();
            Assert.True(before.Count(other => other.StartedAt > attempt.StartedAt.AddHours(-3)) <= 300);
            Assert.True(before.Count(other => other.StartedAt > attempt.StartedAt.AddDays(-7) && other.MayHaveIssued && other.Replaces is null) <= 5);
            Assert.All(attempt.Names, name => Assert.True(before.Count(other => other.StartedAt > attempt.StartedAt.AddHours(-1) && other.MayHaveFailed(name)) <= 5));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        await Front.DisposeAsync();
        await Staging.DisposeAsync();
        await Pebble.DisposeAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Wasper.Gateway.Acme.Limits;
using Wasper.Gateway.Acme.Management;
using Wasper.Gateway.Acme.Preflight;
using Wasper.Gateway.Acme.Storage;
using Wasper.Gateway.Tls;

namespace Wasper.Tests.Gateway.Acme.Management;

/// <summary>Whatever throws, the loop goes on, and a certificate arrives in the end.</summary>
public sealed class LoopTests
{
    [Fact]
    public async Task Issuer_ThrowsWhatNobodyForesaw_OrdersAgain()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await OpenAsync(site, new FolderStore(Path.Combine(site.Folder, "store"), site.Clock), breaks: 3);

        await UntilCoveredAsync(site, gateway);

        Assert.Contains(gateway.Log, line => line.Contains("An error that nobody foresaw, in an order at flaky.", StringComparison.Ordinal));
        AcmeSite.AssertWithinLimits(await gateway.ReadLedgerAsync());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public async Task Store_EverySoManyCallsThrow_ArrivesAndKeepsToTheLimits(int every)
    {
        await using var site = await AcmeSite.StartAsync();
        var store = new FlakyStore(new FolderStore(Path.Combine(site.Folder, "store"), site.Clock)) { Every = every };
        var gateway = await OpenAsync(site, store, breaks: 0);

        for (var step = 0; step < 200 && every > 0; step++)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            site.Clock.Jump(TimeSpan.FromMinutes(10));
        }

        store.Every = 0;
        await UntilCoveredAsync(site, gateway);

        AcmeSite.AssertWithinLimits(await gateway.ReadLedgerAsync());
    }

    [Fact]
    public async Task Preflight_Throws_OrdersAllTheSame()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await OpenAsync(site, new FolderStore(Path.Combine(site.Folder, "store"), site.Clock), breaks: 0, services => services.AddSingleton<IPreflight, BrokenPreflight>());

        await UntilCoveredAsync(site, gateway);

        Assert.Contains(gateway.Log, line => line.Contains("The names could not be tried before the order, which is placed all the same.", StringComparison.Ordinal));
    }

    [Fact]
    public void Install_Throws_IsTriedAgain()
    {
        var calls = 0;
        var installer = new CertificateInstaller(
            _ =>
            {
                if (++calls == 1)
                {
                    throw new IOException("The disk is full.");
                }
            },
            TimeProvider.System,
            NullLogger<CertificateInstaller>.Instance);
        var record = new CertificateRecord { Certificate = SelfSignedCertificate.Create(["a.example.com"], TimeProvider.System.GetUtcNow()) };
        var leaf = Leaf.Read(record.Certificate, ["a.example.com"]);

        installer.Install(record, leaf);
        installer.Install(record, leaf);
        installer.Install(record, leaf);

        Assert.Equal(2, calls);
    }

    private static Task<AcmeGateway> OpenAsync(AcmeSite site, ISharedStore store, int breaks, Action<IServiceCollection>? change = null) => site.OpenAsync(site.Settings(), services =>
    {
        services.AddSingleton(store);
        services.AddSingleton<IReadOnlyList<ManagedIssuer>>([new ManagedIssuer(new FlakyIssuer(breaks), new AttemptLedger(store, "flaky", site.Clock))]);
        change?.Invoke(services);
    });

    private static async Task UntilCoveredAsync(AcmeSite site, AcmeGateway gateway) => await Eventually.TrueAsync(
        () =>
        {
            if (gateway.Manager.State is { Covered.Count: 1, Issuer: "flaky" })
            {
                return Task.FromResult(true);
            }

            site.Clock.Jump(TimeSpan.FromMinutes(1));
            return Task.FromResult(false);
        },
        () => string.Join('\n', gateway.Log));

    private sealed class BrokenPreflight : IPreflight
    {
        public Task<IReadOnlyList<NameFault>> CheckAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) => throw new InvalidOperationException("Nobody foresaw this.");
    }
}

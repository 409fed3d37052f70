using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme.Limits;
using Wasper.Gateway.Acme.Storage;

namespace Wasper.Tests.Gateway.Acme.Management;

/// <summary>The gateway as a process that is killed in the middle of an order.</summary>
public sealed class KilledGatewayTests
{
    [Fact]
    public async Task Kill_AfterTheLastStepOfAnOrder_TheNextStartFetchesItsCertificate()
    {
        await using var site = await AcmeSite.StartAsync();
        var finalized = new TaskCompletionSource();
        site.Front.After = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/finalize-order") || finalized.Task.IsCompleted)
            {
                return false;
            }

            finalized.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        (string Key, string Value)[] environment = [.. site.Settings().Select(setting => ($"Gateway__{setting.Key.Replace(":", "__", StringComparison.Ordinal)}", setting.Value))];
        await using (var killed = new GatewayProcess(1, environment))
        {
            await Eventually.TrueAsync(() => Task.FromResult(finalized.Task.IsCompleted), () => killed.Output);
        }

        // The lease of a lock whose holder died is a minute: FolderStoreTests waits for it.
        var store = Path.Combine(site.Folder, "certs", "acme");
        File.Delete(Path.Combine(store, "locks", "orders.lock"));
        await using var gateway = new GatewayProcess(1, environment);
        var root = await site.Pebble.ReadRootAsync();

        await Eventually.TrueAsync(() => IsTrustedAsync(site.Pebble.TlsPort, root), () => gateway.Output);

        Assert.Single(site.Front.Orders);
        Assert.Contains("that was under way", gateway.Output, StringComparison.Ordinal);
        var attempts = await new AttemptLedger(new FolderStore(store, TimeProvider.System), "pebble", TimeProvider.System).ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal([AttemptOutcome.Unknown, AttemptOutcome.Issued], attempts.Select(attempt => attempt.Outcome).Order());
    }

    private static async Task<bool> IsTrustedAsync(int port, X509Certificate2 root)
    {
        try
        {
            await using var stream = await RawClient.SecureAsync(port, new SslClientAuthenticationOptions
            {
                TargetHost = AcmeSite.Name,
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root }, RevocationMode = X509RevocationMode.NoCheck },
            });
            return true;
        }
        catch (Exception exception) when (exception is System.Security.Authentication.AuthenticationException or IOException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}

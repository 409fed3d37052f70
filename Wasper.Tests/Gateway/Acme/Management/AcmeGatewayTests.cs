using System.Net;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme;
using Wasper.Gateway.Acme.Renewal;

namespace Wasper.Tests.Gateway.Acme.Management;

/// <summary>A whole gateway and a real issuer: it always ends with a good certificate, and never above the issuer's limits.</summary>
public sealed class AcmeGatewayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http-01", 50)]
    [InlineData("tls-alpn-01", 5)]
    public async Task Start_EmptyFolder_OrdersAndServes(string challenge, int badNonces)
    {
        await using var site = await AcmeSite.StartAsync(new PebbleSettings { NonceReject = badNonces });
        var gateway = await site.OpenAsync(("Acme:Challenges:0", challenge), ("Domains:1", "b.example.com"));

        using var served = await site.ArrivesAsync(gateway);

        Assert.True(served.MatchesHostname("b.example.com"));
        Assert.Single(await gateway.ReadLedgerAsync());
        Assert.Equal(0, site.AppRequests);
        var state = gateway.Manager.State!;
        Assert.Equal((RenewalReason.NotDue, 0, 4), (state.Reason, state.Failures, state.Limits[0].RemainingAttempts));
    }

    [Fact]
    public async Task Challenge_Unknown_Is404OnBothPortsAndNeverReachesTheApp()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await site.OpenAsync();
        using var _ = await site.ArrivesAsync(gateway);
        using var client = new HttpClient(new HttpClientHandler
        {
            AllowAutoRedirect = false,
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        });

        foreach (var address in (string[])[$"http://localhost:{gateway.HttpPort}", $"https://localhost:{gateway.HttpsPort}"])
        {
            foreach (var token in (string[])["", "unknown", "%2e%2e%2faccount.json", "a/b", new string('x', 300)])
            {
                using var answer = await client.GetAsync(new Uri($"{address}/.well-known/acme-challenge/{token}"), Token);
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }
        }

        Assert.Equal(0, site.AppRequests);
    }

    [Fact]
    public async Task Restart_CertificateInTheStore_IsServedAndNotOrderedAgain()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await site.OpenAsync();
        using var first = await site.ArrivesAsync(gateway);
        await gateway.DisposeAsync();
        File.Delete(Path.Combine(site.Folder, "certs", "cert.pem"));

        var again = await site.OpenAsync();

        using var served = await again.ReadServedAsync(AcmeSite.Name);
        Assert.Equal(first.Thumbprint, served.Thumbprint);
        Assert.Single(site.Front.Orders);
    }

    [Fact]
    public async Task Renewal_ByTheIssuersWindow_ReplacesInIt()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await site.OpenAsync();
        using var first = await site.ArrivesAsync(gateway);
        var start = site.Clock.GetUtcNow().AddDays(2);
        site.Front.Suggest(first, start, start.AddHours(1));

        await site.PassAsync(gateway, () => site.Front.Orders.Count > 1);

        Assert.InRange(site.Clock.GetUtcNow(), start, start.AddHours(2));
        using var second = await site.ArrivesAsync(gateway, first);
        Assert.Equal(AriCertificateId.Of(first), site.Front.Orders[1]["replaces"]!.GetValue<string>());
        AcmeSite.AssertWithinLimits(await gateway.ReadLedgerAsync());
    }

    [Fact]
    public async Task Renewal_NoWindow_AtAThirdOfLifeLeftAndOnceOnly()
    {
        await using var site = await AcmeSite.StartAsync();
        site.Front.SuggestsNothing = true;
        var gateway = await site.OpenAsync();
        using var first = await site.ArrivesAsync(gateway);

        await site.JumpAsync(gateway, TimeSpan.FromDays(59.9));
        Assert.Single(site.Front.Orders);
        await site.JumpAsync(gateway, TimeSpan.FromDays(0.2));
        using var second = await site.ArrivesAsync(gateway, first);

        // The new one is as old as the first by this clock: a clock that is wrong must not order one after the other.
        await site.JumpAsync(gateway, TimeSpan.FromHours(5));
        Assert.Equal(2, site.Front.Orders.Count);
        AcmeSite.AssertWithinLimits(await gateway.ReadLedgerAsync());
    }

    [Fact]
    public async Task RevokeAndReplaceAsync_KeyCompromised_ReplacedAndRevoked()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await site.OpenAsync();
        using var first = await site.ArrivesAsync(gateway);

        var state = await gateway.Manager.RevokeAndReplaceAsync(X509RevocationReason.KeyCompromise, Token);

        Assert.Equal((RenewalReason.NotDue, null), (state.Reason, state.LastError));
        using var second = await site.ArrivesAsync(gateway, first);
        Assert.NotEqual(first.GetPublicKeyString(), second.GetPublicKeyString());
        Assert.Equal((int)X509RevocationReason.KeyCompromise, await site.Pebble.ReadRevocationAsync(first));
        Assert.Null(await site.Pebble.ReadRevocationAsync(second));
    }

    /// <summary>The issuer revokes it by itself: its window then lies in the past.</summary>
    [Fact]
    public async Task Revoked_ByTheIssuer_ReplacedAtTheNextPoll()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await site.OpenAsync();
        using var first = await site.ArrivesAsync(gateway);
        var now = site.Clock.GetUtcNow();
        site.Front.Suggest(first, now.AddHours(-2), now.AddHours(-1));

        await site.PassAsync(gateway, () => site.Front.Orders.Count > 1);

        Assert.InRange(site.Clock.GetUtcNow() - now, TimeSpan.FromHours(5), TimeSpan.FromHours(12.5));
        using var second = await site.ArrivesAsync(gateway, first);
        AcmeSite.AssertWithinLimits(await gateway.ReadLedgerAsync());
    }

    [Fact]
    public async Task Validation_FailsAndIsMended_StagingFirstThenTheRealOne()
    {
        await using var site = await AcmeSite.StartAsync();
        await site.Pebble.BreakNameAsync(AcmeSite.Name);
        var gateway = await site.OpenAsync();
        await site.PassAsync(gateway, () => gateway.Manager.State?.Failures == 4);

        // Only the first failure was the real issuer's.
        Assert.Single(site.Front.Orders);
        Assert.Equal(3, site.Staging.Orders.Count);
        Assert.Contains(AcmeSite.Name, gateway.Manager.State!.LastError!, StringComparison.Ordinal);
        Assert.True(gateway.Manager.State.Limits[0].StagingFirst);

        await site.Pebble.MendNameAsync(AcmeSite.Name);
        await site.PassAsync(gateway, () => gateway.Manager.State!.Issuer is not null);

        using var served = await site.ArrivesAsync(gateway);
        Assert.Equal((2, 4), (site.Front.Orders.Count, site.Staging.Orders.Count));
        AcmeSite.AssertWithinLimits(await gateway.ReadLedgerAsync());
        AcmeSite.AssertWithinLimits(await gateway.ReadLedgerAsync(staging: true));
    }

    [Fact]
    public async Task Issuer_DownForAnHour_CertificateWhenItIsBack()
    {
        await using var site = await AcmeSite.StartAsync();
        await site.Pebble.StopAsync();
        var gateway = await site.OpenAsync();
        var start = site.Clock.GetUtcNow();
        await site.PassAsync(gateway, () => site.Clock.GetUtcNow() - start > TimeSpan.FromHours(1));
        Assert.InRange(gateway.Manager.State!.Failures, 2, 4);

        await site.Pebble.StartAsync();
        await site.PassAsync(gateway, () => gateway.Manager.State!.Issuer is not null);

        using var served = await site.ArrivesAsync(gateway);
        Assert.InRange(site.Clock.GetUtcNow() - start, TimeSpan.FromHours(1), TimeSpan.FromHours(3));
        AcmeSite.AssertWithinLimits(await gateway.ReadLedgerAsync());
    }

    [Fact]
    public async Task Issuer_Down_TheNextOneIsAsked()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await site.OpenAsync(
            ("Acme:Issuers:0:Name", "closed"), ("Acme:Issuers:0:Directory", "https://localhost:1/dir"),
            ("Acme:Issuers:1:Name", "pebble"), ("Acme:Issuers:1:Directory", site.Front.Directory.OriginalString),
            ("Acme:Issuers:1:TrustedRootsFile", site.Pebble.TrustedRootPath));

        using var served = await site.ArrivesAsync(gateway);

        Assert.Contains(gateway.Log, line => line.StartsWith("Warning: No certificate for a.example.com: closed does not answer at localhost:1", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restart_NameAdded_OneCertificateForAll()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await site.OpenAsync();
        using var first = await site.ArrivesAsync(gateway);
        await gateway.DisposeAsync();

        var again = await site.OpenAsync(("Domains:1", "b.example.com"));
        using var second = await site.ArrivesAsync(again, first, "b.example.com");

        Assert.True(second.MatchesHostname(AcmeSite.Name));
        Assert.Equal(2, site.Front.Orders.Count);
    }

    [Fact]
    public async Task RenewNowAsync_KeyRolledBefore_OrdersWithTheNewKey()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await site.OpenAsync();
        using var first = await site.ArrivesAsync(gateway);

        await gateway.Manager.RollAccountKeyAsync(Token);
        var state = await gateway.Manager.RenewNowAsync(Token);

        Assert.Null(state.LastError);
        using var second = await site.ArrivesAsync(gateway, first);
        Assert.Single(site.Front.Requests, request => request.Path == "/rollover-account-key");
    }

    [Fact]
    public async Task RenewNowAsync_AgainAndAgain_StopsAtTheLimitAndSaysUntilWhen()
    {
        await using var site = await AcmeSite.StartAsync();
        site.Front.SuggestsNothing = true;
        var gateway = await site.OpenAsync();
        using var first = await site.ArrivesAsync(gateway);
        for (var count = 0; count < 4; count++)
        {
            Assert.Null((await gateway.Manager.RenewNowAsync(Token)).LastError);
        }

        var state = await gateway.Manager.RenewNowAsync(Token);

        Assert.StartsWith("pebble: the limit of 5 certificates for the same names in 7 days is used up; the next attempt is allowed from ", state.LastError, StringComparison.Ordinal);
        Assert.Equal(5, site.Front.Orders.Count);
        Assert.Equal(0, state.Limits[0].RemainingAttempts);
        AcmeSite.AssertWithinLimits(await gateway.ReadLedgerAsync());
    }
}

using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway.Acme.Management;

/// <summary>Two gateways that share a folder or a Redis server.</summary>
public sealed class TwoGatewaysTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_Together_OneOrderAndBothServeIt(bool withRedis)
    {
        await using var redis = withRedis ? await RedisUnderTest.StartAsync() : null;
        await using var site = await AcmeSite.StartAsync();
        var one = await OpenAsync(site, site.Settings(), redis, "one");
        var other = await OpenAsync(site, site.SettingsBeside(), redis, "other");

        using var served = await site.ArrivesAsync(one);
        using var alsoServed = await site.ArrivesAsync(other);

        Assert.Equal(served.Thumbprint, alsoServed.Thumbprint);
        Assert.Single(site.Front.Orders);
        Assert.Single(await other.ReadLedgerAsync());
    }

    /// <summary>The issuer finds one of them, and the other one orders.</summary>
    [Theory]
    [InlineData(false, "http-01")]
    [InlineData(false, "tls-alpn-01")]
    [InlineData(true, "http-01")]
    [InlineData(true, "tls-alpn-01")]
    public async Task Order_ByTheOneThatTheIssuerDoesNotSee_IsAnsweredByTheOther(bool withRedis, string challenge)
    {
        await using var redis = withRedis ? await RedisUnderTest.StartAsync() : null;
        await using var site = await AcmeSite.StartAsync();
        var seen = await OpenAsync(site, site.Settings(("Acme:Challenges:0", challenge)), redis, "one");
        using var first = await site.ArrivesAsync(seen);
        var unseen = await OpenAsync(site, site.SettingsBeside(("Acme:Challenges:0", challenge)), redis, "other");

        var state = await unseen.Manager.RenewNowAsync(TestContext.Current.CancellationToken);

        Assert.Null(state.LastError);
        using var second = await site.ArrivesAsync(unseen, first);
        await site.JumpAsync(seen, TimeSpan.FromMinutes(10));
        using var picked = await site.ArrivesAsync(seen, first);
        Assert.Equal(second.Thumbprint, picked.Thumbprint);
        Assert.Equal(2, site.Front.Orders.Count);
        AcmeSite.AssertWithinLimits(await seen.ReadLedgerAsync());
    }

    private static Task<AcmeGateway> OpenAsync(AcmeSite site, IEnumerable<(string Key, string Value)> settings, RedisUnderTest? redis, string folder) =>
        site.OpenAsync(
            redis is null ? settings : [.. settings.Where(setting => setting.Key is not "CertificateDirectory"), ("Acme:Redis", redis.ConnectionString), ("CertificateDirectory", Path.Combine(site.Folder, folder))],
            change: null);
}

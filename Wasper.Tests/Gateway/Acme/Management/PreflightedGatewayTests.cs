using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Wasper.Gateway.Acme.Preflight;
using Wasper.Gateway.Acme.Renewal;

namespace Wasper.Tests.Gateway.Acme.Management;

/// <summary>A preflight that fails costs nothing at the issuer, and one that is mended is followed by a certificate.</summary>
public sealed class PreflightedGatewayTests
{
    [Fact]
    public async Task Start_NameDoesNotResolveYet_NoAttemptUntilItDoes()
    {
        await using var site = await AcmeSite.StartAsync();
        var resolver = new Resolver();
        var gateway = await OpenAsync(site, resolver, toPort: site.Pebble.HttpPort);
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Manager.State?.LastError is not null));
        await site.JumpAsync(gateway, TimeSpan.FromMinutes(10));

        Assert.StartsWith("a.example.com does not resolve: create an A record for it", gateway.Manager.State!.LastError, StringComparison.Ordinal);
        Assert.Equal((RenewalReason.NoCertificate, 0, 5), (gateway.Manager.State.Reason, gateway.Manager.State.Failures, gateway.Manager.State.Limits[0].RemainingAttempts));
        Assert.Empty(await gateway.ReadLedgerAsync());

        resolver.Addresses = [IPAddress.Parse("203.0.113.7")];
        await site.JumpAsync(gateway, TimeSpan.FromMinutes(11));
        using var served = await site.ArrivesAsync(gateway);
        Assert.Single(site.Front.Orders);
    }

    /// <summary>A router that does not lead its own network back to its public address makes every port look closed from here.</summary>
    [Fact]
    public async Task Start_PortLooksClosedFromHere_TheIssuerIsAskedAfterAWhile()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await OpenAsync(site, new Resolver { Addresses = [IPAddress.Parse("203.0.113.7")] }, toPort: 1);
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Manager.State?.LastError is not null));
        Assert.Contains("refuses connections on port 80", gateway.Manager.State!.LastError, StringComparison.Ordinal);
        Assert.Empty(site.Front.Orders);

        await site.PassAsync(gateway, () => gateway.Manager.State!.Issuer is not null);

        using var served = await site.ArrivesAsync(gateway);
        Assert.Single(site.Front.Orders);
    }

    [Fact]
    public async Task Start_OneOfTwoNamesDoesNotResolve_TheOtherGetsItsCertificate()
    {
        await using var site = await AcmeSite.StartAsync();
        var resolver = new Resolver { Addresses = [IPAddress.Parse("203.0.113.7")], Missing = "b.example.com" };
        var gateway = await OpenAsync(site, resolver, site.Pebble.HttpPort, ("Domains:1", "b.example.com"));
        using var first = await site.ArrivesAsync(gateway);
        Assert.False(first.MatchesHostname("b.example.com"));

        resolver.Missing = null;
        await site.PassAsync(gateway, () => gateway.Manager.State!.Covered.Count == 2);

        using var second = await site.ArrivesAsync(gateway, first, "b.example.com");
        AcmeSite.AssertWithinLimits(await gateway.ReadLedgerAsync());
    }

    private static Task<AcmeGateway> OpenAsync(AcmeSite site, Resolver resolver, int toPort, params IEnumerable<(string Key, string Value)> more) => site.OpenAsync(
        site.Settings([("Acme:Preflight", "true"), .. more]),
        services =>
        {
            services.AddSingleton<INameResolver>(resolver);
            services.AddSingleton(new ChallengeFetch(8080, TimeProvider.System) { Connect = (_, _) => new IPEndPoint(IPAddress.Loopback, toPort) });
        });

    private sealed class Resolver : INameResolver
    {
        public IReadOnlyList<IPAddress> Addresses { get; set; } = [];

        public string? Missing { get; set; }

        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken) =>
            Addresses.Count == 0 || name == Missing ? throw new SocketException((int)SocketError.HostNotFound) : Task.FromResult(Addresses);
    }
}

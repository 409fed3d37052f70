using System.Net;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Gateway.Acme.Management;

namespace Wasper.Tests.Gateway.Admin;

public sealed class CertificateAdminTests : IDisposable
{
    private const int NoUpstream = 9;

    private readonly TemporaryFolder _folder = new();

    private string SocketPath => _folder["admin.sock"];

    [Fact]
    public async Task Certificates_FromAnIssuer_AreShownAndRenewedAndReplacedOnOrder()
    {
        await using var site = await AcmeSite.StartAsync();
        var gateway = await site.OpenAsync(("Admin:Socket", SocketPath));
        using var first = await site.ArrivesAsync(gateway);
        using var client = new AdminClient(SocketPath);

        var shown = await client.GetAsync("/certificates");
        await client.PostAsync("/certificates/renew");
        using var renewed = await site.ArrivesAsync(gateway, first);
        await client.PostAsync("/certificates/rollover");
        await client.PostAsync("/certificates/revoke?reason=keyCompromise");
        using var replaced = await site.ArrivesAsync(gateway, renewed);

        Assert.Equal(first.SerialNumber, shown.GetProperty("served").GetProperty("serial").GetString());
        Assert.Equal("pebble", shown.GetProperty("renewal").GetProperty("issuer").GetString());
        Assert.Equal(3, site.Front.Orders.Count);
    }

    [Fact]
    public async Task Revoke_UnknownReason_IsRefused()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream, ("Admin:Socket", SocketPath));
        using var client = new AdminClient(SocketPath);

        var refusal = await client.RefusedAsync(HttpMethod.Post, "/certificates/revoke?reason=boredom", HttpStatusCode.BadRequest);

        Assert.StartsWith("reason 'boredom' is not usable: give one of unspecified, keyCompromise", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renew_SelfSigned_NamesTheSetting()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream, ("Admin:Socket", SocketPath));
        using var client = new AdminClient(SocketPath);

        var refusal = await client.RefusedAsync(HttpMethod.Post, "/certificates/renew", HttpStatusCode.Conflict);

        Assert.Contains("Gateway:Certificate:Source", refusal, StringComparison.Ordinal);
        Assert.True((await client.GetAsync("/certificates")).GetProperty("served").GetProperty("isSelfSigned").GetBoolean());
    }

    public void Dispose() => _folder.Dispose();
}

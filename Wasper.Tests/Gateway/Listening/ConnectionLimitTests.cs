using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Listening;
using Wasper.Gateway.Protection;
using Wasper.Tests.Gateway.Acme;
using Wasper.Tests.Gateway.Protection;

namespace Wasper.Tests.Gateway.Listening;

public sealed class ConnectionLimitTests
{
    private const int NoUpstream = 9;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Limits:ClientConnections", Refusal.ClientConnections)]
    [InlineData("Limits:Connections", Refusal.Connections)]
    public async Task Connect_OneTooMany_IsClosedAndTheOthersStay(string setting, string reason)
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port, (setting, "2"));
        using var refusals = new CountedRefusals(gateway);
        using var first = await ConnectAsync(gateway.HttpPort);
        await using var second = await gateway.ConnectAsync();
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Service<ConnectionLimit>().Count == 2));

        using var third = await ConnectAsync(gateway.HttpsPort);
        Assert.True(await IsClosedAsync(third));
        Assert.Equal([reason], refusals.Reasons);

        Assert.StartsWith("HTTP/1.1 200 ", await RawClient.SendAsync(second, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Task.FromResult(gateway.Service<ConnectionLimit>().Count == 1));
        await using var fourth = await gateway.ConnectAsync();
    }

    [Fact]
    public async Task Connect_TrustedProxy_HasAsManyAsItNeeds()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(NoUpstream, ("Limits:ClientConnections", "1"), ("TrustedProxies:0", "127.0.0.1"));

        await using var first = await gateway.ConnectAsync();
        await using var second = await gateway.ConnectAsync();
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Cancelled);
        return client;
    }

    private static async Task<bool> IsClosedAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancelled) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}

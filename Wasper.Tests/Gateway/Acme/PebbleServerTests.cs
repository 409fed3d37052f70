namespace Wasper.Tests.Gateway.Acme;

public sealed class PebbleServerTests
{
    [Fact]
    public async Task StartAsync_AfterStop_IsUpAtTheSameAddressWithNewRoots()
    {
        await using var pebble = await PebbleServer.StartAsync();
        using var first = await pebble.ReadRootAsync();

        await pebble.StopAsync();
        await pebble.StartAsync();

        using var second = await pebble.ReadRootAsync();
        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
    }
}

using Wasper.Gateway.Draining;

namespace Wasper.Tests.Gateway.Draining;

public sealed class FarewellStreamTests : IDisposable
{
    private static readonly byte[] _goingAway = [0x88, 0x02, 0x03, 0xE9];

    private readonly MemoryStream _client = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leave_BetweenFrames_SaysSoAtOnceAndNothingFollows()
    {
        await using var stream = new FarewellStream(_client);
        await stream.WriteAsync(new byte[] { 0x82, 0x01, 7 }, Cancelled);

        await stream.LeaveAsync();
        await stream.WriteAsync(new byte[] { 0x82, 0x01, 8 }, Cancelled);

        Assert.Equal([0x82, 0x01, 7, .. _goingAway], _client.ToArray());
    }

    [Fact]
    public async Task Leave_WithinAFrame_FollowsItsEnd()
    {
        await using var stream = new FarewellStream(_client);
        await stream.WriteAsync(new byte[] { 0x82, 0x04, 1, 2 }, Cancelled);

        await stream.LeaveAsync();
        Assert.Equal(4, _client.Length);
        await stream.WriteAsync(new byte[] { 3 }, Cancelled);
        await stream.WriteAsync(new byte[] { 4, 0x82, 0x01, 8 }, Cancelled);

        Assert.Equal([0x82, 0x04, 1, 2, 3, 4, .. _goingAway], _client.ToArray());
    }

    [Fact]
    public async Task Leave_AppHasClosedItself_AddsNothing()
    {
        await using var stream = new FarewellStream(_client);
        await stream.WriteAsync(new byte[] { 0x88, 0x02, 0x03 }, Cancelled);

        await stream.LeaveAsync();
        await stream.WriteAsync(new byte[] { 0xE8 }, Cancelled);

        Assert.Equal([0x88, 0x02, 0x03, 0xE8], _client.ToArray());
    }

    public void Dispose() => _client.Dispose();
}

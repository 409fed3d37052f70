using System.Net;
using Microsoft.Extensions.Time.Testing;
using Wasper.Gateway.Clients;
using Wasper.Gateway.Protection;

namespace Wasper.Tests.Gateway.Protection;

public sealed class TokenBucketsTests
{
    private static readonly ClientKey _client = ClientKey.Of(IPAddress.Parse("192.0.2.1"));

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryTake_Burst_ThenOneForEachInterval()
    {
        var buckets = new TokenBuckets(new Rate(PerMinute: 60, Burst: 3), _time);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(i => buckets.TryTake(_client, out _)));
        Assert.False(buckets.TryTake(_client, out var wait));
        Assert.Equal(1, wait.TotalSeconds, 3);

        _time.Advance(wait);
        Assert.True(buckets.TryTake(_client, out _));
        Assert.False(buckets.TryTake(_client, out _));

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(3, Enumerable.Range(0, 10).Count(i => buckets.TryTake(_client, out _)));
    }

    [Fact]
    public void TryTake_OtherClient_HasABucketOfItsOwn()
    {
        var buckets = new TokenBuckets(new Rate(PerMinute: 1, Burst: 1), _time);

        Assert.True(buckets.TryTake(_client, out _));
        Assert.False(buckets.TryTake(_client, out _));
        Assert.True(buckets.TryTake(ClientKey.Of(IPAddress.Parse("192.0.2.2")), out _));
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void ClientKey_TwoAddresses_AreOneClientWhereTheyShareANetwork(string one, string other, bool same) =>
        Assert.Equal(same, ClientKey.Of(IPAddress.Parse(one)) == ClientKey.Of(IPAddress.Parse(other)));

    [Fact]
    public void TryTake_FloodOfAddresses_TakesNoMemoryAndForgetsNoBusyClientForIdleOnes()
    {
        var buckets = new TokenBuckets(new Rate(PerMinute: 60, Burst: 1000), _time);
        while (buckets.TryTake(_client, out _))
        {
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (uint i = 0; i < 300_000; i++)
        {
            buckets.TryTake(new ClientKey(i, 1), out _);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.False(buckets.TryTake(_client, out _));
    }
}

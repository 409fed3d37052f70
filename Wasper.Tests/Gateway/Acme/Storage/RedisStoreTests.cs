using StackExchange.Redis;
using Wasper.Gateway.Acme.Storage;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway.Acme.Storage;

public sealed class RedisStoreTests : SharedStoreContract, IAsyncLifetime
{
    private readonly List<RedisStore> _stores = [];
    private RedisUnderTest _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisUnderTest.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    [Fact]
    public async Task Lost_LockTakenAwayInRedis_IsCancelled()
    {
        await using var held = await Open().TryLockAsync("orders", Token);
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString))
        {
            await connection.GetDatabase().StringSetAsync("wasper:gateway:acme:locks/orders", "another");
        }

        Time.Advance(ISharedLock.Heartbeat);

        await Eventually.TrueAsync(() => Task.FromResult(held!.Lost.IsCancellationRequested));
    }

    [Fact]
    public async Task ReadAsync_RedisGone_SaysWhatToDoWithoutThePassword()
    {
        var store = Open();
        await store.WriteAsync("certificates/a.json", "x", null, Token);
        await _redis.StopAsync();

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.ReadAsync("certificates/a.json", Token));

        Assert.Contains("Gateway:Acme:Redis", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(RedisUnderTest.Password, failure.ToString(), StringComparison.Ordinal);
    }

    private protected override ISharedStore Open()
    {
        var store = new RedisStore(ConfigurationOptions.Parse(_redis.ConnectionString), Time);
        _stores.Add(store);
        return store;
    }
}

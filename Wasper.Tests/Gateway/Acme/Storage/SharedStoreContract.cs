using Microsoft.Extensions.Time.Testing;
using Wasper.Gateway.Acme.Storage;

namespace Wasper.Tests.Gateway.Acme.Storage;

/// <summary>What every shared store promises.</summary>
public abstract class SharedStoreContract
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task ReadAsync_NothingWritten_IsNull() => Assert.Null(await Open().ReadAsync("certificates/none.json", Token));

    [Fact]
    public async Task WriteAsync_Twice_TheOtherGatewayReadsTheLast()
    {
        await Open().WriteAsync("certificates/a.json", "first, and longer", null, Token);
        await Open().WriteAsync("certificates/a.json", "sécond\n", null, Token);

        Assert.Equal("sécond\n", await Open().ReadAsync("certificates/a.json", Token));
    }

    [Fact]
    public async Task DeleteAsync_ThereOrNot_IsGone()
    {
        await Open().WriteAsync(StoreKey.HttpChallenge("token"), "x", TimeSpan.FromHours(1), Token);

        await Open().DeleteAsync(StoreKey.HttpChallenge("token"), Token);
        await Open().DeleteAsync(StoreKey.HttpChallenge("token"), Token);

        Assert.Null(await Open().ReadAsync(StoreKey.HttpChallenge("token"), Token));
    }

    [Fact]
    public async Task AppendLineAsync_ByTwo_KeepsTheOrder()
    {
        await Open().AppendLineAsync("issuers/a/attempts.jsonl", "one", Token);
        await Open().AppendLineAsync("issuers/a/attempts.jsonl", "two", Token);
        Assert.Equal(["one", "two"], await Open().ReadLinesAsync("issuers/a/attempts.jsonl", Token));

        await Open().ReplaceLinesAsync("issuers/a/attempts.jsonl", ["two"], Token);

        Assert.Equal(["two"], await Open().ReadLinesAsync("issuers/a/attempts.jsonl", Token));
    }

    [Fact]
    public async Task TryLockAsync_Held_IsRefusedUntilReleased()
    {
        var held = await Open().TryLockAsync("orders", Token);
        Assert.NotNull(held);
        Assert.Null(await Open().TryLockAsync("orders", Token));
        await using (var other = await Open().TryLockAsync("other", Token))
        {
            Assert.NotNull(other);
        }

        await held.DisposeAsync();

        await using var next = await Open().TryLockAsync("orders", Token);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task TryLockAsync_ManyAtOnce_OneGetsIt()
    {
        var stores = Enumerable.Range(0, 16).Select(_ => Open()).ToList();

        var locks = await Task.WhenAll(stores.Select(store => Task.Run(() => store.TryLockAsync("orders", Token), Token)));

        var held = Assert.Single(locks.OfType<ISharedLock>());
        await held.DisposeAsync();
    }

    /// <summary>Another gateway's view of the same store.</summary>
    private protected abstract ISharedStore Open();
}

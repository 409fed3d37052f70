using Wasper.Gateway.Acme.Storage;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway.Acme.Storage;

public sealed class FolderStoreTests : SharedStoreContract, IDisposable
{
    private const int PollsPerBeat = 200;

    private readonly TemporaryFolder _folder = new();

    private string Root => _folder["certs/acme"];

    private string LockPath => Path.Combine(Root, "locks", "orders.lock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteAsync_Keys_AreReadableByTheirOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        await Open().WriteAsync(StoreKey.Issuer("letsencrypt", "account.pem"), "key", null, Token);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Root, "issuers/letsencrypt/account.pem")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(Root, "issuers")) | File.GetUnixFileMode(Path.Combine(Root, "issuers/letsencrypt")));
    }

    [Fact]
    public async Task WriteAsync_LeftoverChallenges_AreSweptAfterTheirLifetime()
    {
        await Open().WriteAsync(StoreKey.HttpChallenge("old"), "x", TimeSpan.FromHours(1), Token);
        Time.Advance(TimeSpan.FromHours(2));

        await Open().WriteAsync(StoreKey.HttpChallenge("new"), "x", TimeSpan.FromHours(1), Token);

        Assert.Null(await Open().ReadAsync(StoreKey.HttpChallenge("old"), Token));
    }

    [Fact]
    public async Task TryLockAsync_HolderAlive_IsKeptByItsHeartbeat()
    {
        await using var held = await Open().TryLockAsync("orders", Token);
        for (var beat = 0; beat < 20; beat++)
        {
            var before = await File.ReadAllTextAsync(LockPath, Token);
            var polls = 0;
            await Eventually.TrueAsync(async () =>
            {
                // Now and then once more: the heartbeat may not have begun to wait when the time passed.
                if (polls++ % PollsPerBeat == 0)
                {
                    Time.Advance(ISharedLock.Heartbeat);
                }

                return await ReadLockAsync() is { Length: > 0 } text && text != before;
            });
            Assert.Null(await Open().TryLockAsync("orders", Token));
        }

        Assert.False(held!.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task TryLockAsync_HolderKilled_ExpiresAfterItsLease()
    {
        // What kill -9 leaves: a file, and nobody who renews it.
        Directory.CreateDirectory(Path.GetDirectoryName(LockPath)!);
        await File.WriteAllTextAsync(LockPath, $$"""{"Token":"dead","Machine":"vm","Process":4711,"SeenAt":"{{Time.GetUtcNow():O}}"}""", Token);

        Time.Advance(ISharedLock.Lease - TimeSpan.FromSeconds(1));
        Assert.Null(await Open().TryLockAsync("orders", Token));
        Time.Advance(TimeSpan.FromSeconds(1));

        await using var taken = await Open().TryLockAsync("orders", Token);
        Assert.NotNull(taken);
    }

    [Theory]
    [InlineData("{\"Token\":\"de")]
    [InlineData("\0\0\0\0")]
    [InlineData("null")]
    public async Task TryLockAsync_TornFile_IsFree(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LockPath)!);
        await File.WriteAllTextAsync(LockPath, text, Token);

        await using var taken = await Open().TryLockAsync("orders", Token);

        Assert.NotNull(taken);
    }

    [Fact]
    public async Task Lost_AnotherGatewayHasTakenOver_IsCancelled()
    {
        await using var held = await Open().TryLockAsync("orders", Token);
        await File.WriteAllTextAsync(LockPath, $$"""{"Token":"other","Machine":"vm","Process":4711,"SeenAt":"{{Time.GetUtcNow():O}}"}""", Token);

        Time.Advance(ISharedLock.Heartbeat);

        await Eventually.TrueAsync(() => Task.FromResult(held!.Lost.IsCancellationRequested));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData(".hidden")]
    [InlineData("")]
    public void HttpChallenge_WhatIsNoToken_IsNoKey(string token) => Assert.Throws<ArgumentException>(() => StoreKey.HttpChallenge(token));

    [Fact]
    public async Task WriteAsync_FolderIsAFile_SaysWhatToDo()
    {
        await File.WriteAllTextAsync(_folder["certs"], "", Token);

        var failure = await Assert.ThrowsAsync<StoreException>(() => Open().WriteAsync("certificates/a.json", "x", null, Token));

        Assert.Contains(Root, failure.Message, StringComparison.Ordinal);
    }

    private protected override ISharedStore Open() => new FolderStore(Root, Time);

    private async Task<string?> ReadLockAsync()
    {
        try
        {
            return await File.ReadAllTextAsync(LockPath, Token);
        }
        catch (IOException)
        {
            // Held for a moment by the gateway.
            return null;
        }
    }
}

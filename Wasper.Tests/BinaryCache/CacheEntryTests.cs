using Wasper.BinaryCache;

namespace Wasper.Tests.BinaryCache;

public sealed class CacheEntryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _fills;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ensure_Twice_FillsOnce()
    {
        await Entry().EnsureAsync(FillAsync, Token);
        await Entry().EnsureAsync(FillAsync, Token);

        Assert.Equal(1, _fills);
        Assert.Equal("0123456789", await File.ReadAllTextAsync(_folder["cache/thing-1/bin/tool"], Token));
    }

    [Fact]
    public async Task Ensure_FileTruncated_FillsAgain()
    {
        await Entry().EnsureAsync(FillAsync, Token);
        await File.WriteAllTextAsync(_folder["cache/thing-1/bin/tool"], "01234", Token);

        await Entry().EnsureAsync(FillAsync, Token);

        Assert.Equal(2, _fills);
        Assert.Equal("0123456789", await File.ReadAllTextAsync(_folder["cache/thing-1/bin/tool"], Token));
    }

    [Fact]
    public async Task Ensure_FileOfSameSizeChanged_FillsAgain()
    {
        await Entry().EnsureAsync(FillAsync, Token);
        await File.WriteAllTextAsync(_folder["cache/thing-1/bin/tool"], "0123456780", Token);

        await Entry().EnsureAsync(FillAsync, Token);

        Assert.Equal(2, _fills);
    }

    [Fact]
    public async Task Ensure_OnlyTimeChanged_KeepsEntry()
    {
        await Entry().EnsureAsync(FillAsync, Token);
        File.SetLastWriteTimeUtc(_folder["cache/thing-1/bin/tool"], DateTime.UnixEpoch);

        await Entry().EnsureAsync(FillAsync, Token);

        Assert.Equal(1, _fills);
    }

    [Fact]
    public async Task Ensure_InterruptedBefore_FillsAnew()
    {
        Directory.CreateDirectory(_folder["cache/thing-1"]);
        await File.WriteAllTextAsync(_folder["cache/thing-1/half"], "x", Token);

        await Entry().EnsureAsync(FillAsync, Token);

        Assert.False(File.Exists(_folder["cache/thing-1/half"]));
        Assert.Equal(1, _fills);
    }

    [Fact]
    public async Task Ensure_DownloadDamagedOnce_FetchesAgain()
    {
        await Entry().EnsureAsync((folder, say, token) => _fills++ == 0 ? throw new DamagedDownloadException("half of it") : FillAsync(folder, say, token), Token);

        Assert.True(File.Exists(_folder["cache/thing-1/bin/tool"]));
    }

    [Fact]
    public async Task Ensure_DownloadDamagedTwice_SaysSoAndLeavesNothing()
    {
        var exception = await Assert.ThrowsAsync<BinaryCacheException>(
            () => Entry().EnsureAsync((_, _, _) => throw new DamagedDownloadException("half of it"), Token));

        Assert.Contains("The thing arrived damaged twice (half of it)", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_folder["cache"]));
    }

    [Fact]
    public async Task Ensure_TwoAtOnce_FillOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Entry().EnsureAsync(FillAsync, Token)));

        Assert.Equal(1, _fills);
    }

    [Fact]
    public async Task Ensure_LockHeldTooLong_NamesTheLock()
    {
        Directory.CreateDirectory(_folder["cache"]);
        using var other = await EntryLock.TakeAsync(_folder["cache/thing-1.lock"], TimeSpan.Zero, () => { }, Token);

        var exception = await Assert.ThrowsAsync<BinaryCacheException>(() => Entry(TimeSpan.FromMilliseconds(300)).EnsureAsync(FillAsync, Token));

        Assert.Contains("thing-1.lock", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _fills);
    }

    [Fact]
    public async Task Ensure_UnderAnyUmask_OthersCanReadAndRun()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await Entry().EnsureAsync(FillAsync, Token);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(FileModes.Folder, File.GetUnixFileMode(_folder["cache/thing-1"]));
            Assert.Equal(FileModes.Folder, File.GetUnixFileMode(_folder["cache/thing-1/bin"]));
            Assert.Equal(FileModes.File, File.GetUnixFileMode(_folder["cache/thing-1/bin/tool"]));
        }
    }

    private CacheEntry Entry(TimeSpan? limit = null)
        => new(_folder["cache"], "thing-1", "The thing", null) { LockLimit = limit ?? TimeSpan.FromSeconds(30) };

    private async Task FillAsync(string folder, Action<string> say, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _fills);
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        await File.WriteAllTextAsync(Path.Combine(folder, "bin", "tool"), "0123456789", cancellationToken);
    }
}

using Wasper.BackupService;
using Wasper.BinaryCache;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Capture;

/// <summary>A small disk in memory, which only root can make.</summary>
public sealed class DiskFullTests(PostgresRig rig) : IAsyncLifetime
{
    private const string TooLargeForTheDisk = "CREATE TABLE big AS SELECT md5(random()::text) AS text FROM generate_series(1, 200000)";

    private readonly TemporaryFolder _folder = new();

    private bool _mounted;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can mount a small disk.");
        Directory.CreateDirectory(_folder["disk"]);
        var mount = await new ToolProcess("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", _folder["disk"]).RunAsync(Token);
        Assert.SkipWhen(mount.ExitCode != 0, $"This machine lets nobody mount a disk: {mount.Tail}");
        _mounted = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
        {
            await new ToolProcess("umount", _folder["disk"]).RunCheckedAsync("umount", CancellationToken.None);
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Run_DiskFullInTheMiddle_NamesItKeepsNothingAndSucceedsOnceThereIsRoom()
    {
        var database = await rig.CreateDatabaseAsync(TooLargeForTheDisk);
        using var parts = new BackupParts(new BackupSettings(database, _folder["disk/backups"]).Options);

        var exception = await Assert.ThrowsAsync<BackupException>(() => parts.Runner.RunAsync(Token));

        Assert.Equal(BackupFailure.DiskFull, exception.Failure);
        Assert.Contains(_folder["disk/backups"], exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_folder["disk/backups"]));
        await new ToolProcess("mount", "-o", "remount,size=64m", _folder["disk"]).RunCheckedAsync("mount", Token);
        await parts.Runner.RunAsync(Token);
        Assert.Single(await parts.Catalog.ListAsync(Token));
    }

    [Fact]
    public async Task Run_LessSpaceThanTheLastOneNeeds_IsRefusedBeforeItBegins()
    {
        var database = await rig.CreateDatabaseAsync("CREATE TABLE half AS SELECT md5(random()::text) AS text FROM generate_series(1, 32000)");
        using var parts = new BackupParts(new BackupSettings(database, _folder["disk/backups"]).Options);
        var last = await parts.Runner.RunAsync(Token);

        var exception = await Assert.ThrowsAsync<BackupException>(() => parts.Runner.RunAsync(Token));

        Assert.Equal(BackupFailure.DiskFull, exception.Failure);
        Assert.Contains($"a backup like the last one ({last.Id}, ", exception.Message, StringComparison.Ordinal);
        Assert.Equal([last.Id], Directory.GetDirectories(_folder["disk/backups"]).Select(Path.GetFileName));
    }
}

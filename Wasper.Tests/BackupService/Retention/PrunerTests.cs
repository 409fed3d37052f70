using System.Diagnostics.Metrics;
using Wasper.BackupService;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Retention;

/// <summary>What is removed from a real folder, by the default rules: 7 days, and at least 2.</summary>
public sealed class PrunerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BackupParts _parts;

    public PrunerTests()
    {
        Directory.CreateDirectory(Backups);
        _parts = new BackupParts(BackupSettings.WithoutDatabase(Backups));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Backups => _folder["backups"];

    public void Dispose()
    {
        _parts.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Prune_OldOnes_RemovesThemWholeAndCountsThem()
    {
        var ids = await WriteAsync(1, 6, 8, 30);
        var counted = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "wasper.backup.pruned" && instrument.Meter.Scope == _parts.MeterFactory)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => counted += count);
        listener.Start();

        var report = await _parts.Pruner.PruneAsync(dryRun: false, Token);

        Assert.Equal([ids[3], ids[2]], report.Removed);
        Assert.Equal(ids[..2], report.Kept.Select(kept => kept.Id));
        Assert.Equal(ids[..2], Folders());
        Assert.Equal(2, counted);
    }

    [Fact]
    public async Task Prune_DryRun_ChangesNothingNotEvenALeftover()
    {
        var ids = await WriteAsync(1, 6, 8);
        Directory.CreateDirectory(Path.Combine(Backups, "wasper_backup_20200101_000000.deleted.tmp"));
        var before = Folders();

        var report = await _parts.Pruner.PruneAsync(dryRun: true, Token);

        Assert.True(report.DryRun);
        Assert.Equal([ids[2]], report.Removed);
        Assert.Equal(before, Folders());
    }

    [Fact]
    public async Task Prune_NotReadableOrAnothers_StaysAndIsTold()
    {
        var ids = await WriteAsync(1, 2, 30, 31, 32);
        await File.WriteAllTextAsync(Path.Combine(Backups, ids[2], "manifest.json"), "{", Token);
        File.Delete(Path.Combine(Backups, ids[3], "manifest.json"));

        // A copy by hand under another id: its manifest is the one of what it was copied from.
        const string Copy = "wasper_backup_20200101_000000";
        Directory.CreateDirectory(Path.Combine(Backups, Copy));
        foreach (var file in Directory.GetFiles(Path.Combine(Backups, ids[0])))
        {
            File.Copy(file, Path.Combine(Backups, Copy, Path.GetFileName(file)));
        }

        var report = await _parts.Pruner.PruneAsync(dryRun: false, Token);

        Assert.Equal([ids[4]], report.Removed);
        Assert.Equal([ids[2], Copy], report.Kept.Where(kept => kept.Reason == "it cannot be read as a backup").Select(kept => kept.Id));
        Assert.Equal([ids[0], ids[1], ids[2], ids[3], Copy], Folders());
    }

    [Fact]
    public async Task Prune_KilledBetweenRenameAndDelete_ShowsNothingOfItAndTheNextRunEndsIt()
    {
        var ids = await WriteAsync(1, 2, 3);
        var half = Path.Combine(Backups, $"{ids[2]}.deleted.tmp");
        Directory.Move(Path.Combine(Backups, ids[2]), half);
        File.Delete(Path.Combine(half, "database.dump.zst.age"));

        Assert.Equal(ids[..2], (await _parts.Catalog.ListAsync(Token)).Select(report => report.Id));
        Assert.Null(_parts.Folder.FindUnfinished());
        await _parts.Pruner.PruneAsync(dryRun: false, Token);

        Assert.Equal(ids[..2], Folders());
    }

    [Fact]
    public async Task Prune_WhileABackupIsMade_IsRefused()
    {
        var ids = await WriteAsync(1, 2, 30);
        using var right = _parts.Folder.TryLock();

        var exception = await Assert.ThrowsAsync<BackupException>(() => _parts.Pruner.PruneAsync(dryRun: false, Token));

        Assert.Equal(BackupFailure.AlreadyRunning, exception.Failure);
        Assert.Equal(ids, Folders());
    }

    /// <returns>Their ids, newest first as the days are.</returns>
    private async Task<string[]> WriteAsync(params int[] daysAgo)
    {
        var now = DateTimeOffset.UtcNow;
        var ids = new List<string>();
        foreach (var days in daysAgo)
        {
            ids.Add($"{(await WrittenBackup.WriteAsync(Backups, now.AddDays(-days))).Id}");
        }

        return [.. ids];
    }

    private string[] Folders() => [.. Directory.GetDirectories(Backups).Select(path => Path.GetFileName(path)).OrderDescending(StringComparer.Ordinal)];
}

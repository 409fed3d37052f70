using System.Text.Json;
using Wasper.BackupService;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Restore;

/// <summary>The command, in a process of its own.</summary>
public sealed class RestoreCommandTests(PostgresRig rig) : IDisposable
{
    /// <summary>Enough for pg_restore to be seen at it.</summary>
    private const string Rows = "CREATE TABLE rows AS SELECT n AS id, md5(n::text) AS text FROM generate_series(1, 100000) n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Restore_DryRunThenUnconfirmedThenYes_ChangesTheDatabaseOnlyThen()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        var before = await database.ContentAsync();
        var settings = new BackupSettings(database, _folder["backups"]);
        await using var backup = await BackupProgram.RunAsync(settings, "backup", "--json");
        var id = JsonElement.Parse(backup.Output.ToString()).GetProperty("id").GetString()!;
        await database.ExecuteAsync("TRUNCATE plain");
        var changed = await database.ContentAsync();

        await using var dry = await BackupProgram.RunAsync(settings, "restore", id, "--dry-run");
        Assert.Equal(ExitCodes.Done, dry.ExitCode);
        Assert.Contains($"It replaces the database '{database.Connection.Database}'", dry.Errors.ToString(), StringComparison.Ordinal);
        await using var unconfirmed = await BackupProgram.RunAsync(settings, "restore", id);
        Assert.Equal(ExitCodes.Failed, unconfirmed.ExitCode);
        Assert.Contains("--yes", unconfirmed.Errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(changed, await database.ContentAsync());

        await using var restored = await BackupProgram.RunAsync(settings, "restore", id, "--yes", "--json");
        Assert.Equal(ExitCodes.Done, restored.ExitCode);
        Assert.Equal(id, JsonElement.Parse(restored.Output.ToString()).GetProperty("id").GetString());
        Assert.Equal(before, await database.ContentAsync());
    }

    [Fact]
    public async Task Restore_KilledInTheMiddle_LeavesTheDatabaseAndCanBeRunAgain()
    {
        var database = await rig.CreateDatabaseAsync(Rows);
        var before = await database.ContentAsync();
        var settings = new BackupSettings(database, _folder["backups"]);
        await using var backup = await BackupProgram.RunAsync(settings, "backup", "--json");
        var id = JsonElement.Parse(backup.Output.ToString()).GetProperty("id").GetString()!;
        await database.ExecuteAsync("DELETE FROM rows WHERE id > 10");
        var changed = await database.ContentAsync();

        await using (var killed = BackupProgram.Begin(settings, "restore", id, "--yes"))
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for pg_restore in /proc.");
            await Deadline.UntilAsync("pg_restore restores", () => ProcessTable.FindChild(killed.Id, "pg_restore", "--dbname") is not null);
            await killed.KillAsync();
        }

        Assert.Equal(changed, await database.ContentAsync());
        await using var again = await BackupProgram.RunAsync(settings, "restore", id, "--yes");
        Assert.True(again.ExitCode == ExitCodes.Done, again.Said());
        Assert.Equal(before, await database.ContentAsync());
    }
}

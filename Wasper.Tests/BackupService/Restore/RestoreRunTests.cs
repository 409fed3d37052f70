using Npgsql;
using StackExchange.Redis;
using Wasper.BackupService;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Restore;
using Wasper.BinaryCache;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.BackupService.Restore;

/// <summary>Backups put back, with the real tools and a real server.</summary>
public sealed class RestoreRunTests(PostgresRig rig) : IDisposable
{
    private const string Change = "TRUNCATE plain; DROP TABLE nothing; CREATE TABLE later (id int); INSERT INTO later VALUES (1)";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Execute_AfterChanges_BringsBackEverythingAndKeepsTheOther()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        var before = await database.ContentAsync();
        using var parts = new BackupParts(Settings(database).Options);
        var id = (await parts.Runner.RunAsync(Token)).Id;
        await database.ExecuteAsync(Change);
        var changed = await database.ContentAsync();

        var report = await RestoreAsync(parts, id);

        Assert.Equal(before, await database.ContentAsync());
        Assert.Equal(changed, await Named(database, report.KeptAs!).ContentAsync());
        Assert.Equal([report.SafetyBackup, id], (await parts.Catalog.ListAsync(Token)).Select(backup => backup.Id));
        Assert.False(report.IsQueueCleared);
    }

    [Fact]
    public async Task Execute_BackupThatRetentionKeepsNoMore_IsThereUntilItIsRestored()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        var before = await database.ContentAsync();
        using var parts = new BackupParts(Settings(database).Options with { Retention = new(Days: 0, Weeks: 0, Months: 0, Minimum: 1) });
        var id = (await parts.Runner.RunAsync(Token)).Id;
        await database.ExecuteAsync(Change);

        await RestoreAsync(parts, id);

        Assert.Equal(before, await database.ContentAsync());
    }

    [Fact]
    public async Task Execute_SafetyBackup_UndoesTheRestore()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        using var parts = new BackupParts(Settings(database).Options);
        var id = (await parts.Runner.RunAsync(Token)).Id;
        await database.ExecuteAsync(Change);
        var changed = await database.ContentAsync();

        var report = await RestoreAsync(parts, id);
        await RestoreAsync(parts, report.SafetyBackup!);

        Assert.Equal(changed, await database.ContentAsync());
    }

    [Fact]
    public async Task Execute_RealActivepieces_IsTheSameAndNamesTheRunsThatNobodyGoesOnWith()
    {
        var database = await rig.CreateDatabaseAsync();
        await database.RestoreAsync(ActivepiecesDump.Path);
        await database.ExecuteAsync("UPDATE flow_run SET status = 'RUNNING' WHERE id IN (SELECT id FROM flow_run ORDER BY id LIMIT 2)");
        var before = await database.ContentAsync();
        using var parts = new BackupParts(Settings(database).Options);
        var id = (await parts.Runner.RunAsync(Token)).Id;
        await database.ExecuteAsync("DELETE FROM flow_run; DELETE FROM app_connection");

        var report = await RestoreAsync(parts, id);

        Assert.Equal(before, await database.ContentAsync());
        Assert.Equal(["RUNNING", "RUNNING"], report.StrandedRuns.Select(run => run.Status));
    }

    [Fact]
    public async Task Execute_DatabaseIsGone_MakesItAnew()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        var before = await database.ContentAsync();
        using var parts = new BackupParts(Settings(database).Options);
        var id = (await parts.Runner.RunAsync(Token)).Id;
        await Named(database, "postgres").ExecuteAsync($"DROP DATABASE {database.Connection.Database} WITH (FORCE)");

        var report = await RestoreAsync(parts, id);

        Assert.Equal(before, await database.ContentAsync());
        Assert.Null(report.KeptAs);
        Assert.Null(report.SafetyBackup);
    }

    [Fact]
    public async Task Execute_NewMachineWithTheRecoveryKeyAlone_BringsBackEverything()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        using var old = new BackupParts(Settings(database).Options);
        var recovery = await old.Keys.MakeRecoveryAsync(Token);
        var id = (await old.Runner.RunAsync(Token)).Id;
        var empty = await rig.CreateDatabaseAsync();
        using var parts = new BackupParts(Settings(empty).Options with { KeyDirectory = _folder["new-keys"] });
        Directory.CreateDirectory(_folder["new-keys"]);
        await File.WriteAllTextAsync(parts.Keys.InstancePath, recovery.Reveal(), Token);

        await RestoreAsync(parts, id);

        Assert.Equal(await database.ContentAsync(), await empty.ContentAsync());
    }

    [Fact]
    public async Task Execute_AppIsConnected_RefusesUnlessItMayBeCutOff()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        using var parts = new BackupParts(Settings(database).Options);
        var id = (await parts.Runner.RunAsync(Token)).Id;
        await database.ExecuteAsync(Change);
        var changed = await database.ContentAsync();
        await using var app = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.Connection.ConnectionString) { ApplicationName = "the app" }.ConnectionString);
        await app.OpenAsync(Token);

        var exception = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(parts, id));

        Assert.Equal(BackupFailure.DatabaseInUse, exception.Failure);
        Assert.Contains("the app (1)", exception.Message, StringComparison.Ordinal);
        Assert.Equal(changed, await database.ContentAsync());
        Assert.Single(await parts.Catalog.ListAsync(Token));
        await RestoreAsync(parts, id, disconnect: true);
        Assert.NotEqual(changed, await database.ContentAsync());
    }

    [Fact]
    public async Task Plan_DamagedBackup_IsRefused()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        using var parts = new BackupParts(Settings(database).Options);
        var backup = parts.Catalog.Find((await parts.Runner.RunAsync(Token)).Id);
        await File.AppendAllTextAsync(backup.DumpPath, "x", Token);

        var exception = await Assert.ThrowsAsync<BackupException>(() => parts.Restore.PlanAsync(backup, Token));

        Assert.Equal(BackupFailure.Damaged, exception.Failure);
    }

    [Fact]
    public async Task Execute_PgRestoreFails_LeavesTheDatabaseAndNothingBesideIt()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        var before = await database.ContentAsync();
        using var good = new BackupParts(Settings(database).Options);
        var plan = await good.Restore.PlanAsync(good.Catalog.Find((await good.Runner.RunAsync(Token)).Id), Token);
        await WriteToolsAsync("echo 'no luck' >&2; exit 7");
        using var parts = new BackupParts((Settings(database) with { Tools = _folder["tools"] }).Options);

        var exception = await Assert.ThrowsAsync<BackupException>(() => parts.Restore.ExecuteAsync(plan, disconnect: false, Token));

        Assert.Equal(BackupFailure.RestoreFailed, exception.Failure);
        Assert.Contains("pg_restore failed with exit code 7 (no luck)", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, await database.ContentAsync());
        Assert.Equal([database.Connection.Database!], await good.Server.FindAsync($"{database.Connection.Database}", Token));
    }

    [Fact]
    public async Task Execute_LongerThanTheLimit_EndsPgRestoreAndLeavesTheDatabase()
    {
        var database = await rig.CreateDatabaseAsync();
        using var good = new BackupParts(Settings(database).Options);
        var plan = await good.Restore.PlanAsync(good.Catalog.Find((await good.Runner.RunAsync(Token)).Id), Token);
        await WriteToolsAsync("exec sleep 1000");
        using var parts = new BackupParts((Settings(database) with { Tools = _folder["tools"] }).Options with { Timeout = TimeSpan.FromSeconds(2) });

        var exception = await Assert.ThrowsAsync<BackupException>(() => parts.Restore.ExecuteAsync(plan, disconnect: false, Token));

        Assert.Equal(BackupFailure.TimedOut, exception.Failure);
        Assert.Contains("Backup:TimeoutMinutes", exception.Message, StringComparison.Ordinal);
        Assert.Equal([database.Connection.Database!], await good.Server.FindAsync($"{database.Connection.Database}", Token));
    }

    [Fact]
    public async Task Execute_Redis_IsEmptyAfterwards()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        await using var redis = await RedisUnderTest.StartAsync();
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await client.GetDatabase().StringSetAsync("bull:workerJobs:1", "stale");
        using var parts = new BackupParts(Settings(database).Options with { Queue = ConfigurationOptions.Parse($"{redis.ConnectionString},allowAdmin=true") });
        var id = (await parts.Runner.RunAsync(Token)).Id;

        var report = await RestoreAsync(parts, id);

        Assert.True(report.IsQueueCleared);
        Assert.False(await client.GetDatabase().KeyExistsAsync("bull:workerJobs:1"));
    }

    [Fact]
    public async Task Execute_RedisIsAway_RestoresAndSaysWhatIsLeftToDo()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        var before = await database.ContentAsync();
        var queue = ConfigurationOptions.Parse($"127.0.0.1:{Loopback.FreePort()},connectTimeout=500,connectRetry=0");
        using var parts = new BackupParts(Settings(database).Options with { Queue = queue });
        var id = (await parts.Runner.RunAsync(Token)).Id;
        await database.ExecuteAsync(Change);

        var exception = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(parts, id));

        Assert.Equal(BackupFailure.QueueNotCleared, exception.Failure);
        Assert.Contains("FLUSHDB", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, await database.ContentAsync());
    }

    private static async Task<RestoreReport> RestoreAsync(BackupParts parts, string id, bool disconnect = false) =>
        await parts.Restore.ExecuteAsync(await parts.Restore.PlanAsync(parts.Catalog.Find(id), Token), disconnect, Token);

    private static TestDatabase Named(TestDatabase database, string name) =>
        new(database.Rig, new NpgsqlConnectionStringBuilder(database.Connection.ConnectionString) { Database = name });

    /// <summary>Tools that are themselves, but for what is done in place of restoring.</summary>
    private Task WriteToolsAsync(string restoring) => FalseTools.WriteAsync(
        _folder["tools"],
        $"exec '{rig.Tools}/pg_dump' \"$@\"",
        $"case \"$*\" in *--dbname*) {restoring};; esac\nexec '{rig.Tools}/pg_restore' \"$@\"");

    private BackupSettings Settings(TestDatabase database) => new(database, _folder["backups"]);
}

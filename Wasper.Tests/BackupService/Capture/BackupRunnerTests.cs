using System.Diagnostics.Metrics;
using System.Globalization;
using Npgsql;
using Wasper.BackupService;
using Wasper.BackupService.Telemetry;
using Wasper.BinaryCache;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Capture;

/// <summary>Backups of a real database with the real tools.</summary>
public sealed class BackupRunnerTests(PostgresRig rig) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Backups => _folder["backups"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_AwkwardTables_CountsEveryRowOfEachAndRestoresTheSame()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);

        await AssertRestoresAsync(database);
    }

    [Fact]
    public async Task Run_RealActivepieces_RestoresTheSame()
    {
        var database = await rig.CreateDatabaseAsync();
        await database.RestoreAsync(ActivepiecesDump.Path);

        var content = await AssertRestoresAsync(database);

        Assert.Equal(51, content.Count);
        Assert.StartsWith("60 ", content["public.flow_run"], StringComparison.Ordinal);
        Assert.StartsWith("3 ", content["public.app_connection"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_EmptyDatabase_IsABackupWithoutTables()
    {
        using var parts = new BackupParts((await SettingsAsync("")).Options);

        Assert.Empty((await parts.Runner.RunAsync(Token)).Tables);
    }

    [Fact]
    public async Task Run_TwiceAtOnceAndThenAgain_NeverSharesAnId()
    {
        using var parts = new BackupParts((await SettingsAsync("")).Options);

        var ids = new[] { await parts.Runner.RunAsync(Token), await parts.Runner.RunAsync(Token) }.Select(manifest => manifest.Id).ToList();

        Assert.Equal(ids.OrderDescending(), (await parts.Catalog.ListAsync(Token)).Select(report => report.Id));
        Assert.Distinct(ids);
    }

    [Fact]
    public async Task Run_OnUnix_IsForItsOwnerAlone()
    {
        using var parts = new BackupParts((await SettingsAsync("")).Options);
        var manifest = await parts.Runner.RunAsync(Token);

        if (!OperatingSystem.IsWindows())
        {
            var backup = parts.Catalog.Find(manifest.Id);
            foreach (var folder in (string[])[Backups, backup.Path])
            {
                Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            }

            foreach (var file in Directory.GetFiles(backup.Path))
            {
                Assert.Equal(OwnerOnly, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task Run_WrongPassword_NamesUserAndKey()
        => await AssertFailsAsync(
            settings => settings with { ConnectionString = With(settings, to => to.Password = "wrong") },
            BackupFailure.DatabaseUnavailable,
            "refuses the password of 'wasper'",
            "ConnectionStrings:wasperdb");

    [Fact]
    public async Task Run_ServerDown_NamesItsAddress()
        => await AssertFailsAsync(
            settings => settings with { ConnectionString = With(settings, to => to.Port = 9) },
            BackupFailure.DatabaseUnavailable,
            "'localhost:9'",
            "Connection refused");

    [Fact]
    public async Task Run_NoSuchDatabase_NamesIt()
        => await AssertFailsAsync(
            settings => settings with { ConnectionString = With(settings, to => to.Database = "absent") },
            BackupFailure.DatabaseUnavailable,
            "no database 'absent'");

    [Fact]
    public async Task Run_NoTools_NamesProgramAndFolder()
        => await AssertFailsAsync(
            settings => settings with { Tools = _folder.Path },
            BackupFailure.ToolsUnusable,
            $"pg_dump is not in Backup:PostgresTools '{_folder.Path}'");

    [Fact]
    public async Task Run_ToolsOlderThanTheServer_NamesBothVersions()
    {
        await WriteToolsAsync("echo 'pg_dump (PostgreSQL) 13.9 (Debian 13.9-1)'");

        await AssertFailsAsync(settings => settings with { Tools = _folder["tools"] }, BackupFailure.ToolsUnusable, "pg_dump 13.9", "server, which is 14.");
    }

    [Fact]
    public async Task Run_DumpEndsEarlyWithoutAnError_IsRejected()
    {
        // What a wrapper or a broken disk may do to pg_dump: exit code 0, and less than everything.
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        await WriteToolsAsync($"exec '{rig.Tools}'/$(basename \"$0\") \"$@\"", dump: $"""
            case "$*" in *--format*) exec '{rig.Tools}/pg_dump' "$@" --exclude-table-data=plain;; esac
            exec '{rig.Tools}/pg_dump' "$@"
            """);

        await AssertFailsAsync(database, settings => settings with { Tools = _folder["tools"] }, BackupFailure.DumpFailed, "lacks the table public.plain");
    }

    [Fact]
    public async Task Run_TableLockedForTooLong_NamesTheLimit()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        await using var blocked = await database.BlockDumpsAsync();

        await AssertFailsAsync(database, settings => settings with { LockTimeoutSeconds = 1 }, BackupFailure.DumpFailed, "Backup:LockTimeoutSeconds '1'");
    }

    [Fact]
    public async Task Run_LongerThanTheLimit_EndsPgDumpAndNamesTheLimit()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        await using var blocked = await database.BlockDumpsAsync();
        using var parts = new BackupParts(Settings(database).Options with { Timeout = TimeSpan.FromSeconds(2) });

        var exception = await Assert.ThrowsAsync<BackupException>(() => parts.Runner.RunAsync(Token));

        Assert.Equal(BackupFailure.TimedOut, exception.Failure);
        Assert.Contains("Backup:TimeoutMinutes", exception.Message, StringComparison.Ordinal);
        Assert.False(IsAnythingLeft());
    }

    [Fact]
    public async Task Run_WhileAnotherRuns_NamesIt()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        var blocked = await database.BlockDumpsAsync();
        using var parts = new BackupParts(Settings(database).Options);
        using var others = new BackupParts(Settings(database).Options);
        var first = parts.Runner.RunAsync(Token);
        await Deadline.UntilAsync("the first is under way", IsAnythingLeft);

        var exception = await Assert.ThrowsAsync<BackupException>(() => others.Runner.RunAsync(Token));
        await blocked.DisposeAsync();
        var manifest = await first;

        Assert.Equal(BackupFailure.AlreadyRunning, exception.Failure);
        Assert.Equal($"Backup {manifest.Id} is still being made: wait until it has ended.", exception.Message);
    }

    [Fact]
    public async Task Run_LeftoverOfAKilledRun_RemovesItAndNothingElse()
    {
        var settings = await SettingsAsync("");
        Directory.CreateDirectory(Path.Combine(Backups, "wasper_backup_20200101_000000.tmp"));
        Directory.CreateDirectory(Path.Combine(Backups, "mine.tmp"));
        using var parts = new BackupParts(settings.Options);

        var manifest = await parts.Runner.RunAsync(Token);

        Assert.Equal(["mine.tmp", manifest.Id], Directory.GetDirectories(Backups).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_OldOnesThere_RemovesWhatRetentionKeepsNoMore()
    {
        var settings = await SettingsAsync("");
        using var parts = new BackupParts(settings.Options);
        var now = DateTimeOffset.UtcNow;
        var needed = await WrittenBackup.WriteAsync(Backups, now.AddDays(-40));
        await WrittenBackup.WriteAsync(Backups, now.AddDays(-30));
        var second = await WrittenBackup.WriteAsync(Backups, now.AddDays(-20));

        var manifest = await parts.Runner.RunAsync(Token, needed.Id);

        Assert.Equal([manifest.Id, $"{second.Id}", $"{needed.Id}"], (await parts.Catalog.ListAsync(Token)).Select(report => report.Id));
    }

    [Fact]
    public async Task Run_OldOneThatCannotBeRemoved_IsAGoodBackupAllTheSame()
    {
        var settings = await SettingsAsync("");
        using var parts = new BackupParts(settings.Options with { Retention = new(Days: 7, Weeks: 0, Months: 0, Minimum: 1) });
        var old = await WrittenBackup.WriteAsync(Backups, DateTimeOffset.UtcNow.AddDays(-20));
        await File.WriteAllTextAsync($"{old.Path}.deleted.tmp", "in the way", Token);

        var manifest = await parts.Runner.RunAsync(Token);

        Assert.Equal([manifest.Id, $"{old.Id}"], (await parts.Catalog.ListAsync(Token)).Select(report => report.Id));
    }

    [Fact]
    public async Task Run_Outcomes_AreCounted()
    {
        var outcomes = new List<string?>();
        var settings = await SettingsAsync("");
        using var parts = new BackupParts(settings.Options);
        using var broken = new BackupParts(settings.Options with { PostgresTools = _folder.Path });
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == BackupMetrics.MeterName
                && (instrument.Meter.Scope == parts.MeterFactory || instrument.Meter.Scope == broken.MeterFactory))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            if (instrument.Name == "wasper.backups")
            {
                outcomes.Add(tags[0].Value as string);
            }
        });
        var ages = new List<double>();
        listener.SetMeasurementEventCallback<double>((instrument, age, _, _) =>
        {
            if (instrument.Name == "wasper.backup.last_age")
            {
                ages.Add(age);
            }
        });
        listener.Start();

        await parts.Runner.RunAsync(Token);
        await Assert.ThrowsAsync<BackupException>(() => broken.Runner.RunAsync(Token));
        listener.RecordObservableInstruments();

        Assert.Equal(["succeeded", "tools-unusable"], outcomes);
        Assert.Equal(2, ages.Count);
        Assert.All(ages, age => Assert.InRange(age, 0, 120));
    }

    private async Task<SortedDictionary<string, string>> AssertRestoresAsync(TestDatabase database)
    {
        using var parts = new BackupParts(Settings(database).Options);
        var manifest = await parts.Runner.RunAsync(Token);
        var expected = await database.ContentAsync();

        var restored = await rig.CreateDatabaseAsync();
        await restored.RestoreAsync(await parts.OpenDumpAsync(manifest.Id, _folder["plain.dump"]));

        Assert.Equal(expected, await restored.ContentAsync());
        Assert.Equal(expected.Values.Sum(value => long.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture)), manifest.Tables.Sum(table => table.Rows));
        return expected;
    }

    private async Task AssertFailsAsync(Func<BackupSettings, BackupSettings> change, BackupFailure failure, params string[] words)
        => await AssertFailsAsync(await rig.CreateDatabaseAsync(), change, failure, words);

    private async Task AssertFailsAsync(
        TestDatabase database, Func<BackupSettings, BackupSettings> change, BackupFailure failure, params string[] words)
    {
        using var parts = new BackupParts(change(Settings(database)).Options);

        var exception = await Assert.ThrowsAsync<BackupException>(() => parts.Runner.RunAsync(Token));

        Assert.Equal(failure, exception.Failure);
        Assert.All(words, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(PostgresRig.Password, exception.Message, StringComparison.Ordinal);
        Assert.False(IsAnythingLeft());
    }

    private bool IsAnythingLeft() => Directory.Exists(Backups) && Directory.EnumerateDirectories(Backups).Any();

    private async Task<BackupSettings> SettingsAsync(string script) => Settings(await rig.CreateDatabaseAsync(script));

    private BackupSettings Settings(TestDatabase database) => new(database, Backups);

    private static string With(BackupSettings settings, Action<NpgsqlConnectionStringBuilder> change)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        change(connection);
        return connection.ConnectionString;
    }

    private Task WriteToolsAsync(string script, string? dump = null) => FalseTools.WriteAsync(_folder["tools"], dump ?? script, script);
}

using System.Text.Json;
using Npgsql;
using Wasper.BackupService;
using Wasper.BackupService.Storage;
using Wasper.BinaryCache;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Commands;

/// <summary>The program as a command, in a process of its own.</summary>
public sealed class CommandLineTests(PostgresRig rig) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commands_BackupListVerifyAndDamage_EndAsTheirResultIs()
    {
        var settings = await SettingsAsync();

        await using var backup = await BackupProgram.RunAsync(settings, "backup", "--json");
        Assert.Equal(ExitCodes.Done, backup.ExitCode);
        var id = JsonElement.Parse(backup.Output.ToString()).GetProperty("id").GetString()!;
        Assert.Contains("is complete and was read back whole", backup.Errors.ToString(), StringComparison.Ordinal);

        await using var list = await BackupProgram.RunAsync(settings, "list");
        Assert.Equal(ExitCodes.Done, list.ExitCode);
        Assert.Contains(id, list.Output.ToString(), StringComparison.Ordinal);

        await using var verify = await BackupProgram.RunAsync(settings, "verify", "latest", "--json");
        Assert.Equal(ExitCodes.Done, verify.ExitCode);
        Assert.Equal("verified", JsonElement.Parse(verify.Output.ToString()).GetProperty("state").GetString());

        await File.AppendAllTextAsync(_folder[$"backups/{id}/{StoredBackup.DumpName}"], "x", Token);
        await using var damaged = await BackupProgram.RunAsync(settings, "verify", id, "--json");
        Assert.Equal(ExitCodes.Failed, damaged.ExitCode);
        Assert.Equal("damaged", JsonElement.Parse(damaged.Output.ToString()).GetProperty("code").GetString());
        Assert.StartsWith($"Backup {id} is damaged: {StoredBackup.DumpName} has ", damaged.Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_Backup_TellsItsTablesAndItsDamage()
    {
        var settings = await SettingsAsync();
        var backup = await WrittenBackup.WriteAsync(_folder["backups"], DateTimeOffset.UtcNow);

        await using var show = await BackupProgram.RunAsync(settings, "show", $"{backup.Id}");
        Assert.Equal(ExitCodes.Done, show.ExitCode);
        Assert.Contains("             3  public.flow", show.Output.ToString(), StringComparison.Ordinal);

        await using var json = await BackupProgram.RunAsync(settings, "show", "latest", "--json");
        Assert.Equal("flow", JsonElement.Parse(json.Output.ToString()).GetProperty("tables")[0].GetProperty("name").GetString());

        await File.WriteAllTextAsync(backup.ManifestPath, "{", Token);
        await using var damaged = await BackupProgram.RunAsync(settings, "show", "latest");
        Assert.Equal(ExitCodes.Failed, damaged.ExitCode);
        Assert.Contains("manifest.json is not readable", damaged.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_DryRunAndThenReally_SaysTheSameAndDoesItOnce()
    {
        var settings = await SettingsAsync();
        var now = DateTimeOffset.UtcNow;
        await WrittenBackup.WriteAsync(_folder["backups"], now);
        await WrittenBackup.WriteAsync(_folder["backups"], now.AddDays(-20));
        var old = await WrittenBackup.WriteAsync(_folder["backups"], now.AddDays(-30));

        await using var dry = await BackupProgram.RunAsync(settings, "prune", "--dry-run", "--json");
        Assert.Equal(ExitCodes.Done, dry.ExitCode);
        Assert.Equal($"{old.Id}", Assert.Single(JsonElement.Parse(dry.Output.ToString()).GetProperty("removed").EnumerateArray()).GetString());
        Assert.True(Directory.Exists(old.Path));

        await using var prune = await BackupProgram.RunAsync(settings, "prune");
        Assert.Equal(ExitCodes.Done, prune.ExitCode);
        Assert.Contains($"{old.Id}  removed", prune.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("kept: it is one of the last 2", prune.Output.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(old.Path));
    }

    [Theory]
    [InlineData(ExitCodes.Failed, "wasper_backup_20200101_000000", "verify", "wasper_backup_20200101_000000")]
    [InlineData(ExitCodes.Failed, "There is no backup in ", "verify", "latest")]
    [InlineData(ExitCodes.Usage, "'../x' is not the id of a backup", "verify", "../x")]
    [InlineData(ExitCodes.Usage, "nonsense", "nonsense")]
    public async Task Command_NotDoable_SaysWhyInOneLineAndEndsSo(int exitCode, string words, params string[] arguments)
    {
        Directory.CreateDirectory(_folder["backups"]);
        await using var command = await BackupProgram.RunAsync(await SettingsAsync(), arguments);

        Assert.Equal(exitCode, command.ExitCode);
        Assert.Contains(words, command.Errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", command.Errors.ToString(), StringComparison.Ordinal);
        Assert.Equal("", command.Output.ToString());
    }

    [Fact]
    public async Task List_NoSuchFolder_IsAnErrorNotAnEmptyList()
    {
        await using var command = await BackupProgram.RunAsync(await SettingsAsync(), "list");

        Assert.Equal(ExitCodes.Failed, command.ExitCode);
        Assert.StartsWith($"The backups folder '{_folder["backups"]}' cannot be used", command.Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_WrongPassword_NamesTheKeyAndNeverThePassword()
    {
        var settings = await SettingsAsync();
        var wrong = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Password = "hidden" };
        await using var command = await BackupProgram.RunAsync(settings with { ConnectionString = wrong.ConnectionString }, "backup");

        Assert.Equal(ExitCodes.Failed, command.ExitCode);
        Assert.Contains("ConnectionStrings:wasperdb", command.Said(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", command.Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_WrongConfiguration_SaysAllOfItAndEnds()
    {
        var settings = await SettingsAsync();
        await using var service = await BackupProgram.RunAsync(settings with { Tools = "/no/such", LockTimeoutSeconds = 0 });

        Assert.Equal(ExitCodes.Failed, service.ExitCode);
        Assert.Equal(2, service.Errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Backup_BesideARunningOne_IsRefusedAndATerminatedOneLeavesNothing()
    {
        var settings = await SettingsAsync();
        await using var blocked = await settings.Database.BlockDumpsAsync();
        await using var first = BackupProgram.Begin(settings, "backup");
        var dump = await first.DumpProcessAsync();

        await using var second = await BackupProgram.RunAsync(settings, "backup", "--json");
        Assert.Equal(ExitCodes.Failed, second.ExitCode);
        Assert.Equal("already-running", JsonElement.Parse(second.Output.ToString()).GetProperty("code").GetString());

        await first.TerminateAsync();
        Assert.Equal(ExitCodes.Failed, first.ExitCode);
        Assert.Contains("nothing of it was kept", first.Errors.ToString(), StringComparison.Ordinal);
        Assert.False(ProcessTable.Runs(dump));
        Assert.Empty(Directory.GetDirectories(_folder["backups"]));
    }

    private async Task<BackupSettings> SettingsAsync() => new(await rig.CreateDatabaseAsync(TestDatabase.Awkward), _folder["backups"]);
}

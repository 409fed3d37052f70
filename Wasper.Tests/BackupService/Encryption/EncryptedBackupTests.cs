using System.Text;
using System.Text.Json;
using Wasper.BackupService;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Encryption.Age;
using Wasper.BinaryCache;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Encryption;

/// <summary>Who can open a backup, and who cannot.</summary>
public sealed class EncryptedBackupTests(PostgresRig rig) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Word = "a-word-that-is-nowhere-else";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_Text_IsNowhereInTheBackup()
    {
        var settings = await SettingsAsync();
        using var parts = new BackupParts(settings.Options);
        var manifest = await parts.Runner.RunAsync(Token);

        foreach (var file in Directory.GetFiles(settings.Directory, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file, Token)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Word)));
        }

        Assert.True((await File.ReadAllBytesAsync(await parts.OpenDumpAsync(manifest.Id, _folder["plain"]), Token)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Word)) > 0);
    }

    [Fact]
    public async Task Run_WithARecoveryKey_PublicToolsOpenItWithThatAlone()
    {
        var (age, zstd) = (InstalledTool.Path("age"), InstalledTool.Path("zstd"));
        var settings = await SettingsAsync();
        await using var keys = await BackupProgram.RunAsync(settings, "keys", "new", "--to", _folder["recovery.key"]);
        Assert.Equal(ExitCodes.Done, keys.ExitCode);
        using var parts = new BackupParts(settings.Options);
        var dump = parts.Catalog.Find((await parts.Runner.RunAsync(Token)).Id).DumpPath;
        Directory.Delete(settings.Options.KeyDirectory, recursive: true);

        await new ToolProcess(age, "-d", "-i", _folder["recovery.key"], "-o", _folder["dump.zst"], dump).RunCheckedAsync("age", Token);
        await new ToolProcess(zstd, "-q", "-d", _folder["dump.zst"], "-o", _folder["dump"]).RunCheckedAsync("zstd", Token);
        var restored = await rig.CreateDatabaseAsync();
        await restored.RestoreAsync(_folder["dump"]);

        Assert.StartsWith("1 ", (await restored.ContentAsync())["public.words"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_KeyOfAnotherMachine_SaysSoAndCallsNothingDamaged()
    {
        var settings = await SettingsAsync();
        using var parts = new BackupParts(settings.Options);
        var backup = parts.Catalog.Find((await parts.Runner.RunAsync(Token)).Id);
        await File.WriteAllTextAsync(parts.Keys.InstancePath, AgeIdentity.Generate().Reveal(), Token);

        var exception = await Assert.ThrowsAsync<BackupException>(() => parts.Verifier.VerifyAsync(backup, Token));

        Assert.Equal(BackupFailure.KeyUnusable, exception.Failure);
        Assert.Contains(parts.Keys.InstancePath, exception.Message, StringComparison.Ordinal);
        Assert.Equal(VerificationReport.Verified, (await BackupCatalog.ReportAsync(backup, Token)).Verification.State);
    }

    [Fact]
    public async Task Run_KeyFileDamaged_MakesNoBackupAndNoOtherKey()
    {
        var settings = await SettingsAsync();
        using var parts = new BackupParts(settings.Options);
        await parts.Runner.RunAsync(Token);
        var key = (await File.ReadAllTextAsync(parts.Keys.InstancePath, Token))[..^10];
        await File.WriteAllTextAsync(parts.Keys.InstancePath, key, Token);

        var exception = await Assert.ThrowsAsync<BackupException>(() => parts.Runner.RunAsync(Token));

        Assert.Equal(BackupFailure.KeyUnusable, exception.Failure);
        Assert.DoesNotContain("AGE-SECRET-KEY-1Q", exception.Message, StringComparison.Ordinal);
        Assert.Equal(key, await File.ReadAllTextAsync(parts.Keys.InstancePath, Token));
        Assert.Single(await parts.Catalog.ListAsync(Token));
    }

    [Fact]
    public async Task Keys_BeforeAndAfter_ShowsWhatOpensTheNextBackup()
    {
        var settings = await SettingsAsync();
        await using var none = await BackupProgram.RunAsync(settings, "keys");
        Assert.Contains("none yet", none.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("nobody can open its backups", none.Output.ToString(), StringComparison.Ordinal);

        await using var made = await BackupProgram.RunAsync(settings, "keys", "new");
        var secret = AgeIdentity.ParseFile(made.Output.ToString())[0];
        using var parts = new BackupParts(settings.Options);
        var manifest = await parts.Runner.RunAsync(Token);
        await using var shown = await BackupProgram.RunAsync(settings, "keys", "--json");

        var report = JsonElement.Parse(shown.Output.ToString());
        Assert.Equal(manifest.Recipients, [report.GetProperty("instance").GetString()!, report.GetProperty("recovery")[0].GetString()!]);
        Assert.Equal($"{secret.Recipient}", manifest.Recipients[1]);
        Assert.DoesNotContain(secret.Reveal(), string.Concat(Directory.GetFiles(settings.Options.KeyDirectory).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeysNew_FileThatIsThere_LeavesItAndMakesNoKey()
    {
        var settings = await SettingsAsync();
        await File.WriteAllTextAsync(_folder["taken"], "mine", Token);

        await using var command = await BackupProgram.RunAsync(settings, "keys", "new", "--to", _folder["taken"]);

        Assert.Equal(ExitCodes.Failed, command.ExitCode);
        Assert.Contains($"'{_folder["taken"]}'", command.Errors.ToString(), StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder["taken"], Token));
        Assert.False(Directory.Exists(settings.Options.KeyDirectory));
    }

    [Fact]
    public async Task Keys_OnUnix_AreForTheirOwnerAlone()
    {
        var settings = await SettingsAsync();
        using var parts = new BackupParts(settings.Options);
        await parts.Runner.RunAsync(Token);
        await using var command = await BackupProgram.RunAsync(settings, "keys", "new", "--to", _folder["recovery.key"]);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(parts.Keys.InstancePath));
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(parts.Keys.RecoveryPath));
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["recovery.key"]));
            Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(settings.Options.KeyDirectory));
        }
    }

    private async Task<BackupSettings> SettingsAsync() =>
        new(await rig.CreateDatabaseAsync($"CREATE TABLE words AS SELECT '{Word}' AS word"), _folder["backups"]);
}

using System.Text;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Encryption;
using Wasper.BackupService.Encryption.Age;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Commands;

/// <summary><c>keys</c>: which keys open the backups; <c>keys new</c>: one more, for the day on which the machine is gone.</summary>
internal static class KeysCommand
{
    public static async Task<int> ShowAsync(IServiceProvider services, CommandOutput output, CancellationToken stopping)
    {
        var keys = services.GetRequiredService<KeyFolder>();
        var instance = await keys.TryReadInstanceAsync(stopping);
        var recovery = await keys.ReadRecoveryAsync(stopping);
        var report = new KeysReport(instance?.Recipient.ToString(), keys.InstancePath, [.. recovery.Select(key => key.ToString())], keys.RecoveryPath);
        output.Write(report, BackupJson.Default.KeysReport, Lines);
        return ExitCodes.Done;
    }

    /// <param name="target">The new file for the secret half; null for standard output.</param>
    public static async Task<int> MakeAsync(IServiceProvider services, string? target, CommandOutput output, CancellationToken stopping)
    {
        var keys = services.GetRequiredService<KeyFolder>();
        if (target is null)
        {
            var made = await keys.MakeRecoveryAsync(stopping);
            output.Write(new NewKey(made.Recipient.ToString(), made.Reveal()), BackupJson.Default.NewKey, _ => KeyFile(made).Split('\n'));
            return ExitCodes.Done;
        }

        // The file before anything else: a key whose secret half is nowhere would be one that nobody has.
        await using var file = Create(target);
        var kept = await keys.MakeRecoveryAsync(stopping);
        await file.WriteAsync(Encoding.ASCII.GetBytes($"{KeyFile(kept)}\n"), stopping);
        file.Flush(flushToDisk: true);
        output.Write(
            new NewKey(kept.Recipient.ToString(), null), BackupJson.Default.NewKey, key => [$"{key.Recipient}: its secret half is in '{target}'. Keep that away from this machine."]);
        return ExitCodes.Done;
    }

    private static FileStream Create(string path)
    {
        try
        {
            return DurableFile.Create(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(
                BackupFailure.KeyUnusable, $"The key cannot be written to '{path}' ({exception.Message.TrimEnd('.')}): name a file that is not there yet, in a folder that is.", exception);
        }
    }

    private static string KeyFile(AgeIdentity key) => $"""
        # Opens all backups of this Wasper from now on, with 'age -d -i' too. Keep it away from the machine: whoever has it can read them, and without it nobody can
        # when the machine is gone.
        # public key: {key.Recipient}
        {key.Reveal()}
        """;

    private static IEnumerable<string> Lines(KeysReport report)
    {
        yield return $"instance  {report.Instance ?? "none yet: the first backup makes it"}  ({report.InstancePath})";
        foreach (var key in report.Recovery)
        {
            yield return $"recovery  {key}  ({report.RecoveryPath})";
        }

        if (report.Recovery.Count == 0)
        {
            yield return "recovery  none: without this machine nobody can open its backups. Make one with 'keys new'.";
        }
    }
}

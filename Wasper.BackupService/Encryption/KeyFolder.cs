using System.Text;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Encryption.Age;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Encryption;

/// <summary>
/// The keys of the backups, in a folder that is not theirs: what is stolen with the backups alone opens none of them. The instance key stays on this machine and
/// opens backups for checks; of the recovery keys, which open them when the machine is gone, only the public halves are here.
/// </summary>
internal sealed class KeyFolder(BackupOptions options)
{
    private const string InstanceName = "instance.key";
    private const string RecoveryName = "recovery.pub";

    public string InstancePath => Path.Combine(options.KeyDirectory, InstanceName);

    public string RecoveryPath => Path.Combine(options.KeyDirectory, RecoveryName);

    /// <summary>The instance key; made where there is none yet. Only for who holds the backups folder's lock: two would make two.</summary>
    /// <exception cref="BackupException">It cannot be read or made.</exception>
    public async Task<AgeIdentity> GetOrMakeInstanceAsync(CancellationToken cancellationToken)
    {
        if (await TryReadInstanceAsync(cancellationToken) is { } known)
        {
            return known;
        }

        var made = AgeIdentity.Generate();
        await WriteAsync(InstancePath, $"# public key: {made.Recipient}\n{made.Reveal()}\n", cancellationToken);
        return made;
    }

    /// <summary>The instance key; null where there is none yet.</summary>
    /// <exception cref="BackupException">It cannot be read.</exception>
    public Task<AgeIdentity?> TryReadInstanceAsync(CancellationToken cancellationToken) =>
        TryReadAsync(InstancePath, content => AgeIdentity.ParseFile(content) is [var key] ? key : throw new AgeException(AgeFailure.BadKey, "it holds more than one key"), cancellationToken);

    /// <summary>The public halves of the recovery keys; none where no one has been made.</summary>
    /// <exception cref="BackupException">They cannot be read.</exception>
    public async Task<IReadOnlyList<AgeRecipient>> ReadRecoveryAsync(CancellationToken cancellationToken) =>
        await TryReadAsync(RecoveryPath, AgeRecipient.ParseFile, cancellationToken) ?? [];

    /// <summary>Makes a recovery key, for which backups are encrypted from now on as well. The secret half is kept nowhere but with whom it is returned to.</summary>
    /// <exception cref="BackupException">The folder cannot be written.</exception>
    public async Task<AgeIdentity> MakeRecoveryAsync(CancellationToken cancellationToken)
    {
        var made = AgeIdentity.Generate();
        var all = (IReadOnlyList<AgeRecipient>)[.. await ReadRecoveryAsync(cancellationToken), made.Recipient];
        await WriteAsync(RecoveryPath, string.Concat(all.Select(recipient => $"{recipient}\n")), cancellationToken);
        return made;
    }

    private static async Task<T?> TryReadAsync<T>(string path, Func<string, T> parse, CancellationToken cancellationToken) where T : class
    {
        try
        {
            return parse(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is AgeException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception, "put the file back as it was, from a copy");
        }
    }

    private static async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        try
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
            await DurableFile.ReplaceAsync(path, Encoding.ASCII.GetBytes(content), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception, "let this account write there, or set Backup:KeyDirectory to another folder");
        }
    }

    private static BackupException Unusable(string path, Exception exception, string remedy) => new(
        BackupFailure.KeyUnusable, $"The key file '{path}' cannot be used ({exception.Message.TrimEnd('.')}): {remedy}.", exception);
}

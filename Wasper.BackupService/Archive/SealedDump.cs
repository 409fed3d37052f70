using Wasper.BackupService.Encryption;
using Wasper.BackupService.Encryption.Age;
using Wasper.BackupService.Postgres;
using Wasper.BackupService.Storage;
using ZstdSharp;

namespace Wasper.BackupService.Archive;

/// <summary>Opens the dump of a backup with the key of this machine.</summary>
internal sealed class SealedDump(KeyFolder keys, PostgresTools tools)
{
    /// <summary>Reads the dump from its first to its last byte: the rows of every table whose data it holds.</summary>
    /// <exception cref="BackupException">It is damaged, or this machine's key is not one of its own.</exception>
    public async Task<IReadOnlyList<TableRows>> CountRowsAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        var found = await tools.FindAsync(cancellationToken);
        return await ReadAsync(backup, (dump, token) => ArchiveReader.CountRowsAsync(found, dump, token), cancellationToken);
    }

    /// <summary>Hands the dump as pg_dump made it to <paramref name="reader"/>.</summary>
    /// <exception cref="BackupException">It is damaged, or this machine's key is not one of its own.</exception>
    public async Task<T> ReadAsync<T>(StoredBackup backup, Func<Stream, CancellationToken, Task<T>> reader, CancellationToken cancellationToken)
    {
        var identity = await keys.TryReadInstanceAsync(cancellationToken) ?? throw WrongKey(backup, "is not there", null);
        try
        {
            await using var dump = await SealedFile.OpenAsync(backup.DumpPath, identity, cancellationToken);
            return await reader(dump, cancellationToken);
        }
        catch (AgeException exception) when (exception.Failure is AgeFailure.NotForThisKey)
        {
            throw WrongKey(backup, "is not one of its keys", exception);
        }
        catch (Exception exception) when (exception is AgeException or ZstdException)
        {
            throw backup.Damaged($"{StoredBackup.DumpName} cannot be opened: {exception.Message.TrimEnd('.')}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw backup.Unreadable(StoredBackup.DumpName, exception);
        }
    }

    private BackupException WrongKey(StoredBackup backup, string what, Exception? exception) => new(
        BackupFailure.KeyUnusable,
        $"Backup {backup.Id} cannot be opened here: the key in '{keys.InstancePath}' {what}. Put back the key that the backup was made with; a recovery key opens it by hand.",
        exception);
}

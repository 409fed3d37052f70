using Wasper.BackupService.Archive;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Capture;

/// <summary>Asks before a backup whether it will fit.</summary>
internal static class DiskSpace
{
    // A database grows between two backups; past a fifth, the write itself finds out.
    private const double Headroom = 1.2;

    /// <exception cref="BackupException">The next backup, if it is like the last one, does not fit.</exception>
    public static async Task EnsureAsync(BackupFolder folder, CancellationToken cancellationToken)
    {
        if (folder.Enumerate().FirstOrDefault() is not { } last || await SizeOfAsync(last, cancellationToken) is not { } size)
        {
            return;
        }

        var needed = (long)(size * Headroom);
        var free = folder.FreeBytes;
        if (free < needed)
        {
            throw Full(folder, $"has {ByteText.Of(free)} left, and a backup like the last one ({last.Id}, {ByteText.Of(size)}) needs {ByteText.Of(needed)}");
        }
    }

    public static BackupException Full(BackupFolder folder, string what, Exception? cause = null) => new(
        BackupFailure.DiskFull,
        $"The disk of '{folder.Path}' {what}: make room, or set Backup:Directory to a larger disk, then start the backup again.",
        cause);

    private static async Task<long?> SizeOfAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        try
        {
            return (await ManifestFile.ReadAsync(backup, cancellationToken)).Dump.SizeBytes;
        }
        catch (BackupException)
        {
            // A damaged old backup is no reason not to make a new one.
            return null;
        }
    }
}

using Wasper.BackupService.Archive;
using Wasper.BackupService.Configuration;

namespace Wasper.BackupService.Storage;

/// <summary>
/// The folder of all backups: one folder each, by its id. What is being made has <c>.tmp</c> behind its name until it is complete, and a
/// folder without a manifest is no backup. What is being removed has <c>.deleted.tmp</c> behind it.
/// </summary>
internal sealed partial class BackupFolder(BackupOptions options, ILogger<BackupFolder> logger)
{
    private const string Unfinished = ".tmp";
    private const string Deleted = ".deleted.tmp";
    private const string LockName = ".lock";

    public string Path => options.Directory;

    /// <summary>Bytes that this account can still write.</summary>
    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    /// <exception cref="BackupException">It cannot be made.</exception>
    public void Create()
    {
        try
        {
            DurableFile.CreateFolder(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StorageErrors.FolderUnusable(Path, exception);
        }
    }

    /// <summary>The right to change what backups there are; see <see cref="TryLock"/>.</summary>
    /// <exception cref="BackupException">Another has it, or the folder cannot be written.</exception>
    public IDisposable Lock() => TryLock() ?? throw new BackupException(
        BackupFailure.AlreadyRunning,
        FindUnfinished() is { } id
            ? $"Backup {id} is still being made: wait until it has ended."
            : "Another backup is being made, or one is restored or removed: wait until that has ended.");

    /// <summary>The right to make and remove backups: held by one process at a time, and given back by the system when that process is killed.</summary>
    /// <returns>What gives it back; <see langword="null"/> where another has it.</returns>
    /// <exception cref="BackupException">The folder cannot be written.</exception>
    public IDisposable? TryLock()
    {
        Create();
        try
        {
            return new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.IsHeldElsewhere())
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StorageErrors.FolderUnusable(Path, exception);
        }
    }

    /// <summary>Removes what killed runs left. Only for who holds the lock: the rest of a run that goes on looks the same.</summary>
    public void RemoveLeftovers()
    {
        foreach (var ending in (string[])[Unfinished, Deleted])
        {
            foreach (var id in Ids(ending))
            {
                Log.RemovingLeftovers(logger, id);
                Delete(id, ending);
            }
        }
    }

    /// <summary>The id of the backup that is being made, here or by another process.</summary>
    public BackupId? FindUnfinished() => Ids(Unfinished).FirstOrDefault();

    /// <summary>A place to make a backup in that nobody sees.</summary>
    public StagedBackup Stage(BackupId id)
    {
        var staging = new StoredBackup(id, PathOf(id) + Unfinished);
        DurableFile.CreateFolder(staging.Path);
        return new StagedBackup(staging, PathOf(id), unfinished => Delete(unfinished, Unfinished));
    }

    /// <summary>Removes a backup, for who holds the lock: out of sight by one rename first, so that a part of it never looks like all of it.</summary>
    /// <exception cref="BackupException">The folder cannot be changed.</exception>
    public void Remove(BackupId id)
    {
        try
        {
            Directory.Move(PathOf(id), PathOf(id) + Deleted);
            Posix.FlushFolder(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StorageErrors.FolderUnusable(Path, exception);
        }

        Delete(id, Deleted);
    }

    /// <summary>All complete backups, newest first.</summary>
    public IEnumerable<StoredBackup> Enumerate()
        => Ids("").OrderDescending().Select(id => new StoredBackup(id, PathOf(id))).Where(backup => File.Exists(backup.ManifestPath));

    public StoredBackup? Find(BackupId id) => Enumerate().FirstOrDefault(backup => backup.Id == id);

    /// <summary>Whether the name is taken, be it by a backup or not.</summary>
    public bool Exists(BackupId id) => System.IO.Path.Exists(PathOf(id));

    private IEnumerable<BackupId> Ids(string ending)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(Path, BackupId.Prefix + "*" + ending)
                .Select(path => System.IO.Path.GetFileName(path)[..^ending.Length])
                .Select(BackupId.TryParse)
                .OfType<BackupId>()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StorageErrors.FolderUnusable(Path, exception);
        }
    }

    private string PathOf(BackupId id) => System.IO.Path.Combine(Path, id.ToString());

    private void Delete(BackupId id, string ending)
    {
        try
        {
            Directory.Delete(PathOf(id) + ending, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Invisible as it is; the next run tries again.
            Log.NotRemoved(logger, id, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Removing what an interrupted run left of {Id}.")]
        public static partial void RemovingLeftovers(ILogger logger, BackupId id);

        [LoggerMessage(LogLevel.Warning, "The rest of {Id} could not be removed ({Reason}); the next run tries again.")]
        public static partial void NotRemoved(ILogger logger, BackupId id, string reason);
    }
}

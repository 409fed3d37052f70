using Wasper.BackupService.Archive;

namespace Wasper.BackupService.Storage;

/// <summary>A backup in the making: seen by nobody until <see cref="Commit"/>, gone when it is disposed of before.</summary>
internal sealed class StagedBackup(StoredBackup files, string target, Action<BackupId> remove) : IDisposable
{
    private bool _committed;

    public StoredBackup Files => files;

    /// <summary>Gives it its name: one rename, between two flushes, so that a power cut leaves all of it or nothing.</summary>
    public void Commit()
    {
        Posix.FlushFolder(files.Path);
        Directory.Move(files.Path, target);
        _committed = true;
        Posix.FlushFolder(Path.GetDirectoryName(target)!);
    }

    public void Dispose()
    {
        if (!_committed)
        {
            remove(files.Id);
        }
    }
}

using Wasper.BackupService.Archive;

namespace Wasper.BackupService.Storage;

/// <summary>The files of one backup.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Path">Its folder.</param>
internal sealed record StoredBackup(BackupId Id, string Path)
{
    /// <summary>pg_dump's archive, compressed, encrypted.</summary>
    public const string DumpName = "database.dump.zst.age";
    public const string ManifestName = "manifest.json";

    /// <summary>What <c>sha256sum --check</c> reads: a person can check a backup without this program.</summary>
    public const string ChecksumsName = "SHA256SUMS";

    private const string VerificationName = "verification.json";

    public string DumpPath => System.IO.Path.Combine(Path, DumpName);

    public string ManifestPath => System.IO.Path.Combine(Path, ManifestName);

    public string ChecksumsPath => System.IO.Path.Combine(Path, ChecksumsName);

    /// <summary>How the last check ended. Not part of the backup: it changes, and may be missing.</summary>
    public string VerificationPath => System.IO.Path.Combine(Path, VerificationName);

    public BackupException Damaged(string what)
        => new(BackupFailure.Damaged, $"Backup {Id} is damaged: {what}. Do not restore from it; take a new backup.");

    /// <summary>A file that is missing or that the disk does not give is damage; one that this account may not read is not.</summary>
    public BackupException Unreadable(string name, Exception exception)
        => exception is UnauthorizedAccessException
            ? StorageErrors.FolderUnusable(Path, exception)
            : Damaged($"{name} cannot be read ({exception.Message.TrimEnd('.')})");
}

using Wasper.BackupService.Archive;
using Wasper.BackupService.Storage;

namespace Wasper.Tests.BackupService.Rig;

/// <summary>Backups that no database is needed for: whole to all who do not open their dump.</summary>
internal static class WrittenBackup
{
    /// <param name="problem">What the last check found; null for nothing.</param>
    public static async Task<StoredBackup> WriteAsync(string folder, DateTimeOffset createdAt, string? problem = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var id = BackupId.At(createdAt);
        var backup = new StoredBackup(id, Path.Combine(folder, id.ToString()));
        Directory.CreateDirectory(backup.Path);
        await File.WriteAllTextAsync(backup.DumpPath, "dump", cancellationToken);
        await VerificationFile.WriteAsync(backup, new Verification(createdAt, problem), cancellationToken);
        var manifest = new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            Id = id.ToString(),
            CreatedAt = id.CreatedAt,
            Database = "wasper",
            ServerVersion = "14.23",
            ToolVersion = "15.14",
            Recipients = [],
            Dump = new StoredObject(StoredBackup.DumpName, 4, Checksums.Of("dump"u8)),
            Tables = [new TableRows("public", "flow", 3)],
        };
        await ManifestFile.WriteAsync(backup, manifest, cancellationToken);
        return backup;
    }
}

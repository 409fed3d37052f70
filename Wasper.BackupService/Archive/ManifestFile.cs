using System.Text;
using System.Text.Json;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Archive;

/// <summary>The manifest on disk, and the list of checksums that guards it.</summary>
internal static class ManifestFile
{
    /// <summary>Writes both, the manifest last: until then the folder is no backup.</summary>
    public static async Task WriteAsync(StoredBackup backup, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest);
        await DurableFile.WriteAsync(backup.ChecksumsPath, Encoding.UTF8.GetBytes(Checksums.List(manifest.Dump, content)), cancellationToken);
        await DurableFile.WriteAsync(backup.ManifestPath, content, cancellationToken);
    }

    /// <exception cref="BackupException">It is damaged, or of a later version of this program.</exception>
    public static async Task<BackupManifest> ReadAsync(StoredBackup backup, CancellationToken cancellationToken)
        => Parse(backup, await ReadBytesAsync(backup, StoredBackup.ManifestName, cancellationToken));

    /// <summary>Reads the manifest and holds it against the list.</summary>
    /// <exception cref="BackupException">One of them is damaged.</exception>
    public static async Task<BackupManifest> ReadCheckedAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        var content = await ReadBytesAsync(backup, StoredBackup.ManifestName, cancellationToken);
        var list = await ReadBytesAsync(backup, StoredBackup.ChecksumsName, cancellationToken);
        var manifest = Parse(backup, content);
        if (!list.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(Checksums.List(manifest.Dump, content))))
        {
            throw backup.Damaged($"{StoredBackup.ManifestName} and {StoredBackup.ChecksumsName} do not belong together: one of them was changed");
        }

        return manifest.Id == backup.Id.ToString() ? manifest : throw backup.Damaged($"{StoredBackup.ManifestName} is the one of '{manifest.Id}'");
    }

    private static BackupManifest Parse(StoredBackup backup, byte[] content)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(content, BackupJson.Default.BackupManifest);
            return manifest?.Format == BackupManifest.CurrentFormat
                ? manifest
                : throw backup.Damaged(
                    $"{StoredBackup.ManifestName} has format '{manifest?.Format}', and this program knows {BackupManifest.CurrentFormat} alone");
        }
        catch (JsonException exception)
        {
            throw backup.Damaged($"{StoredBackup.ManifestName} is not readable from line {exception.LineNumber + 1} on");
        }
    }

    private static async Task<byte[]> ReadBytesAsync(StoredBackup backup, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(Path.Combine(backup.Path, name), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw backup.Unreadable(name, exception);
        }
    }
}

using System.Text.Json;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Archive;

/// <summary>How the last check of a backup ended, kept beside it.</summary>
internal static class VerificationFile
{
    public static Task WriteAsync(StoredBackup backup, Verification verification, CancellationToken cancellationToken)
        => DurableFile.ReplaceAsync(
            backup.VerificationPath, JsonSerializer.SerializeToUtf8Bytes(verification, BackupJson.Default.Verification), cancellationToken);

    /// <returns><see langword="null"/> where there is none that can be read: then the backup counts as unverified.</returns>
    public static async Task<Verification?> ReadAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(backup.VerificationPath, cancellationToken), BackupJson.Default.Verification);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

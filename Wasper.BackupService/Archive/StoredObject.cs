namespace Wasper.BackupService.Archive;

/// <summary>A file of a backup, as it has to be.</summary>
/// <param name="Name">Its name in the backup's folder.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its content, 64 lower-case hexadecimal digits.</param>
internal sealed record StoredObject(string Name, long SizeBytes, string Sha256);

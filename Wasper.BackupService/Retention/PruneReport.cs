namespace Wasper.BackupService.Retention;

/// <summary>What retention did.</summary>
/// <param name="DryRun">Whether it only says what it would do.</param>
/// <param name="Removed">The ids of what is gone, oldest first.</param>
/// <param name="Kept">All others, newest first.</param>
internal sealed record PruneReport(bool DryRun, IReadOnlyList<string> Removed, IReadOnlyList<KeptBackup> Kept);

namespace Wasper.BackupService.Restore;

/// <summary>What a restore has done.</summary>
/// <param name="Id">The backup.</param>
/// <param name="Rows">How many rows are there again.</param>
/// <param name="SafetyBackup">The backup that was made of what was there before; null where there was nothing.</param>
/// <param name="KeptAs">The name under which the database of before is kept; null where there was none.</param>
/// <param name="IsQueueCleared">Whether Redis was cleared; it is where <c>ConnectionStrings:redis</c> is set.</param>
/// <param name="StrandedRuns">Flow runs that were waiting or running at the time of the backup: nobody goes on with them, and each needs a retry in the app.</param>
internal sealed record RestoreReport(
    string Id, long Rows, string? SafetyBackup, string? KeptAs, bool IsQueueCleared, IReadOnlyList<StrandedRun> StrandedRuns);

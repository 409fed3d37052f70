namespace Wasper.BackupService.Retention;

/// <param name="Id">A backup that stays.</param>
/// <param name="Reason">Why.</param>
internal sealed record KeptBackup(string Id, string Reason);

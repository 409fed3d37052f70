namespace Wasper.BackupService.Restore;

/// <summary>A flow run that nobody goes on with.</summary>
internal sealed record StrandedRun(string Id, string Status);

namespace Wasper.BackupService.Commands;

/// <summary>Which keys open the backups made from now on: their public halves, and the files that they are in.</summary>
internal sealed record KeysReport(string? Instance, string InstancePath, IReadOnlyList<string> Recovery, string RecoveryPath);

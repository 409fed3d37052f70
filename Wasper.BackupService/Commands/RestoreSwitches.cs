namespace Wasper.BackupService.Commands;

/// <summary>How a restore is asked for.</summary>
/// <param name="DryRun">Check everything, change nothing.</param>
/// <param name="Yes">Ask nobody.</param>
/// <param name="Disconnect">Cut off who is connected to the database.</param>
internal sealed record RestoreSwitches(bool DryRun, bool Yes, bool Disconnect);

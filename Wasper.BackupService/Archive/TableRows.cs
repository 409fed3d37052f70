namespace Wasper.BackupService.Archive;

/// <summary>How many rows a table has.</summary>
internal sealed record TableRows(string Schema, string Name, long Rows);

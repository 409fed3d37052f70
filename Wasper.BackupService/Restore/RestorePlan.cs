using Wasper.BackupService.Archive;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Restore;

/// <summary>What a restore would do; nothing has been changed yet.</summary>
/// <param name="Files">The backup.</param>
/// <param name="Backup">What it holds.</param>
/// <param name="Database">The database that it replaces.</param>
/// <param name="Replaced">What that holds now; null where there is none.</param>
/// <param name="Users">Who is connected to it.</param>
internal sealed record RestorePlan(StoredBackup Files, BackupManifest Backup, string Database, IReadOnlyList<TableRows>? Replaced, IReadOnlyList<string> Users)
{
    /// <summary>In sentences.</summary>
    public IEnumerable<string> Describe()
    {
        yield return $"Backup {Backup.Id}: {Sum(Backup.Tables)}, as they were at {Backup.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC.";
        yield return Replaced is null ? $"There is no database '{Database}' yet."
            : Replaced.Count == 0 ? $"The database '{Database}' is empty."
            : $"It replaces the database '{Database}', which has {Sum(Replaced)}: that one is backed up first, and kept under another name.";
        if (Users.Count > 0)
        {
            yield return $"Connected to '{Database}': {string.Join(", ", Users)}.";
        }
    }

    private static string Sum(IReadOnlyCollection<TableRows> tables) => $"{tables.Sum(table => table.Rows)} rows in {tables.Count} tables";
}

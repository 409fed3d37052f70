using Wasper.BackupService.Archive;

namespace Wasper.BackupService.Capture;

/// <summary>Holds what a dump stored against what the database had at the same moment.</summary>
internal static class DumpCheck
{
    /// <summary>The first difference, as one sentence; <see langword="null"/> where every table has all its rows.</summary>
    public static string? FindDifference(IEnumerable<TableRows> database, IReadOnlyCollection<TableRows> dump)
    {
        var stored = dump.ToDictionary(table => (table.Schema, table.Name), table => table.Rows);
        if (stored.Count == 0 && database.Any())
        {
            return "The dump is empty, and the database is not";
        }

        foreach (var table in database)
        {
            if (!stored.TryGetValue((table.Schema, table.Name), out var rows))
            {
                return $"The dump lacks the table {table.Schema}.{table.Name}";
            }

            if (rows != table.Rows)
            {
                return $"The dump holds {rows} rows of {table.Schema}.{table.Name}, and the database had {table.Rows} at that moment";
            }
        }

        return null;
    }
}

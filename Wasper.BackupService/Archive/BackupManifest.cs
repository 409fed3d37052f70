namespace Wasper.BackupService.Archive;

/// <summary>What a backup holds; written last, when everything it says has been read back from disk. A folder without one is no backup.</summary>
internal sealed record BackupManifest
{
    public const int CurrentFormat = 2;

    public required int Format { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name of the database.</summary>
    public required string Database { get; init; }

    /// <summary>PostgreSQL's version, <c>14.23</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>pg_dump's version: pg_restore has to be as new.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The public halves of the keys that open its files, the instance's first.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    public required StoredObject Dump { get; init; }

    /// <summary>The rows of every table, counted in what is stored.</summary>
    public required IReadOnlyList<TableRows> Tables { get; init; }
}

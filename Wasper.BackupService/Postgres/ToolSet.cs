namespace Wasper.BackupService.Postgres;

/// <summary>The programs that work.</summary>
/// <param name="Dump">The path of pg_dump.</param>
/// <param name="Restore">The path of pg_restore.</param>
/// <param name="Version">pg_dump's version, <c>15.18</c>.</param>
/// <param name="Major">Its first number: pg_dump refuses newer servers.</param>
/// <param name="ChangedAt">When the files were last changed.</param>
internal sealed record ToolSet(string Dump, string Restore, string Version, int Major, DateTime ChangedAt)
{
    /// <summary>The folder for messages.</summary>
    public string Folder => Path.GetDirectoryName(Dump)!;
}

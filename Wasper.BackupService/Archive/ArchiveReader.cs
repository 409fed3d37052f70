using Wasper.BackupService.Postgres;

namespace Wasper.BackupService.Archive;

/// <summary>Reads a dump from its first to its last byte with pg_restore, into nothing but a count.</summary>
internal static class ArchiveReader
{
    /// <summary>The rows of every table whose data the dump holds.</summary>
    /// <exception cref="BackupException">pg_restore cannot read it.</exception>
    public static async Task<IReadOnlyList<TableRows>> CountRowsAsync(ToolSet tools, Stream dump, CancellationToken cancellationToken)
    {
        var counter = new CopyRowCounter();
        // Only the data is written out: what a function's text looks like must not be counted. The rest is read with the table of contents.
        var end = await ToolRun.RunAsync(new ToolCall(tools.Restore, ["--section=data", "--file=-"], null), dump, Count, cancellationToken);
        return end.ExitCode == 0 && counter.IsComplete
            ? counter.Tables
            : throw new BackupException(
                BackupFailure.ToolsUnusable,
                $"'{tools.Restore}' (version {tools.Version}) {(end.ExitCode == 0 ? "stopped in the middle of a table" : end.Text)} reading the dump back: "
                + "see that it is at least as new as the pg_dump that wrote it, then try again.");

        ValueTask Count(ReadOnlyMemory<byte> block, CancellationToken token)
        {
            counter.Add(block.Span);
            return ValueTask.CompletedTask;
        }
    }
}

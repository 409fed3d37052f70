using Wasper.BackupService.Archive;
using Wasper.BackupService.Retention;

namespace Wasper.BackupService.Commands;

/// <summary><c>prune</c>: removes the backups that no rule keeps.</summary>
internal static class PruneCommand
{
    public static async Task<int> RunAsync(IServiceProvider services, bool dryRun, CommandOutput output, CancellationToken stopping)
    {
        output.Write(await services.GetRequiredService<Pruner>().PruneAsync(dryRun, stopping), BackupJson.Default.PruneReport, Lines);
        return ExitCodes.Done;
    }

    private static IEnumerable<string> Lines(PruneReport report)
        => report.Kept.Select(kept => $"{kept.Id}  kept: {kept.Reason}")
            .Concat(report.Removed.Reverse().Select(id => $"{id}  {(report.DryRun ? "would be removed" : "removed")}"))
            .DefaultIfEmpty("There is no backup.");
}

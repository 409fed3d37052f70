using Wasper.BackupService.Archive;
using Wasper.BackupService.Restore;

namespace Wasper.BackupService.Commands;

/// <summary><c>restore</c>: puts a backup in the place of the database.</summary>
internal static class RestoreCommand
{
    public static async Task<int> RunAsync(
        IServiceProvider services, string id, RestoreSwitches switches, CommandOutput output, CancellationToken stopping)
    {
        var backup = services.GetRequiredService<BackupCatalog>().Find(id);
        var restore = services.GetRequiredService<RestoreRun>();
        var plan = await restore.PlanAsync(backup, stopping);
        foreach (var sentence in plan.Describe())
        {
            Console.Error.WriteLine(sentence);
        }

        if (switches.DryRun)
        {
            return ExitCodes.Done;
        }

        if (plan.Replaced is { Count: > 0 } && !switches.Yes)
        {
            Confirm(plan.Database);
        }

        output.Write(await restore.ExecuteAsync(plan, switches.Disconnect, stopping), BackupJson.Default.RestoreReport, Lines);
        return ExitCodes.Done;
    }

    private static void Confirm(string database)
    {
        Console.Error.Write($"Type the name of the database, {database}, to replace it: ");
        var typed = Console.In.ReadLine();
        Console.Error.WriteLine();
        if (typed?.Trim() != database)
        {
            throw new BackupException(
                BackupFailure.NotConfirmed, $"'{typed?.Trim()}' is not '{database}': nothing was changed. Where nobody can type, --yes stands for the name.");
        }
    }

    private static IEnumerable<string> Lines(RestoreReport report)
    {
        yield return $"{report.Id} is restored: {report.Rows} rows.";
        if (report.KeptAs is { } kept)
        {
            yield return $"The database of before is kept as '{kept}'{(report.SafetyBackup is { } safety ? $", and backed up as {safety}" : "")}: drop it when all is well.";
        }

        yield return report.IsQueueCleared
            ? "Redis is cleared. Start the app."
            : "Redis was not cleared, for ConnectionStrings:redis is not set: empty it with FLUSHDB, then start the app.";
        if (report.StrandedRuns.Count > 0)
        {
            yield return $"{report.StrandedRuns.Count} flow runs were under way at the time of the backup. Nobody goes on with them; retry them in the app:";
            foreach (var run in report.StrandedRuns)
            {
                yield return $"  {run.Id}  {run.Status}";
            }
        }
    }
}

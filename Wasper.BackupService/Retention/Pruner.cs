using Wasper.BackupService.Archive;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Storage;
using Wasper.BackupService.Telemetry;

namespace Wasper.BackupService.Retention;

/// <summary>Removes the backups that no rule keeps.</summary>
internal sealed partial class Pruner(BackupOptions options, BackupFolder folder, BackupMetrics metrics, TimeProvider time, ILogger<Pruner> logger)
{
    /// <param name="dryRun">Whether to say only what would be done.</param>
    /// <param name="cancellationToken">Ends it between two backups.</param>
    /// <exception cref="BackupException">A backup is being made, or the folder cannot be used.</exception>
    public async Task<PruneReport> PruneAsync(bool dryRun, CancellationToken cancellationToken)
    {
        if (dryRun)
        {
            return Report(await DecideAsync(null, cancellationToken), dryRun);
        }

        using var right = folder.Lock();
        folder.RemoveLeftovers();
        return await PruneLockedAsync(null, cancellationToken);
    }

    /// <summary>For who holds the folder's lock.</summary>
    /// <param name="needed">One to keep whatever the rules say.</param>
    /// <param name="cancellationToken">Ends it between two backups.</param>
    /// <exception cref="BackupException">The folder cannot be used.</exception>
    public async Task<PruneReport> PruneLockedAsync(BackupId? needed, CancellationToken cancellationToken)
    {
        var verdicts = await DecideAsync(needed, cancellationToken);
        foreach (var id in Unwanted(verdicts))
        {
            cancellationToken.ThrowIfCancellationRequested();
            folder.Remove(id);
            metrics.Pruned();
            Log.Removed(logger, id);
        }

        return Report(verdicts, dryRun: false);
    }

    private async Task<IReadOnlyList<RetentionVerdict>> DecideAsync(BackupId? needed, CancellationToken cancellationToken)
    {
        var candidates = new List<RetentionCandidate>();
        foreach (var backup in folder.Enumerate())
        {
            var candidate = await ReadAsync(backup, cancellationToken);
            if (candidate.Obstacle is { } obstacle)
            {
                Log.NotReadable(logger, obstacle);
            }

            candidates.Add(candidate);
        }

        return [.. RetentionPolicy.Decide(options.Retention, options.TimeZone, time.GetUtcNow(), candidates)
            .Select(verdict => verdict.Id == needed ? verdict with { Reason = "it is needed now" } : verdict)];
    }

    private static async Task<RetentionCandidate> ReadAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        try
        {
            await ManifestFile.ReadCheckedAsync(backup, cancellationToken);
        }
        catch (BackupException exception) when (exception.Failure == BackupFailure.Damaged)
        {
            return new(backup.Id, VerificationReport.Damaged, exception.Message);
        }

        return new(backup.Id, VerificationReport.Of(await VerificationFile.ReadAsync(backup, cancellationToken)).State, null);
    }

    private static IEnumerable<BackupId> Unwanted(IReadOnlyList<RetentionVerdict> verdicts)
        => verdicts.Where(verdict => verdict.Reason is null).Select(verdict => verdict.Id).Reverse();

    private static PruneReport Report(IReadOnlyList<RetentionVerdict> verdicts, bool dryRun) => new(
        dryRun,
        [.. Unwanted(verdicts).Select(id => id.ToString())],
        [.. verdicts.Where(verdict => verdict.Reason is not null).Select(verdict => new KeptBackup(verdict.Id.ToString(), verdict.Reason!))]);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Backup {Id} was removed: nothing in Backup:Retention keeps it.")]
        public static partial void Removed(ILogger logger, BackupId id);

        [LoggerMessage(LogLevel.Warning, "{Problem} Retention leaves it to you.")]
        public static partial void NotReadable(ILogger logger, string problem);
    }
}

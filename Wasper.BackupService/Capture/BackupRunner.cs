using System.Diagnostics;
using Npgsql;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Postgres;
using Wasper.BackupService.Retention;
using Wasper.BackupService.Storage;
using Wasper.BackupService.Telemetry;

namespace Wasper.BackupService.Capture;

/// <summary>Makes backups, one at a time on this folder, and gives every way in which one can fail its sentence.</summary>
internal sealed partial class BackupRunner(
    BackupOptions options, BackupFolder folder, BackupRun run, Pruner pruner, BackupMetrics metrics, TimeProvider time, ILogger<BackupRunner> logger)
{
    /// <summary>Makes a backup, and removes those that retention keeps no more.</summary>
    /// <param name="stopping">Ends it; it has cleaned up by the time this returns.</param>
    /// <param name="needed">A backup that is to stay, whatever retention says.</param>
    /// <exception cref="BackupException">It failed, or another one is being made.</exception>
    public async Task<BackupManifest> RunAsync(CancellationToken stopping, BackupId? needed = null)
    {
        using var right = folder.Lock();
        folder.RemoveLeftovers();
        var started = time.GetTimestamp();
        using var activity = BackupActivity.Start("backup");
        try
        {
            var manifest = await RunInTimeAsync(stopping);
            var took = time.GetElapsedTime(started);
            metrics.Completed(took, manifest.Dump.SizeBytes);
            Log.Complete(logger, manifest.Id, ByteText.Of(manifest.Dump.SizeBytes), Math.Round(took.TotalSeconds, 1));
            await PruneAsync(needed, stopping);
            return manifest;
        }
        catch (BackupException exception)
        {
            metrics.Failed(exception.Code, time.GetElapsedTime(started));
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            Log.Failed(logger, exception.Message);
            throw;
        }
    }

    // What stays too long makes the new backup no worse.
    private async Task PruneAsync(BackupId? needed, CancellationToken stopping)
    {
        try
        {
            await pruner.PruneLockedAsync(needed, stopping);
        }
        catch (Exception exception) when (exception is BackupException or OperationCanceledException)
        {
            Log.NotPruned(logger, exception.Message);
        }
    }

    private async Task<BackupManifest> RunInTimeAsync(CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(options.Timeout);
        try
        {
            return await run.ExecuteAsync(await FreeIdAsync(limit.Token), limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw stopping.IsCancellationRequested
                ? new BackupException(
                    BackupFailure.Stopped, "The backup was stopped before it was complete, and nothing of it was kept: start it again.", exception)
                : new BackupException(
                    BackupFailure.TimedOut,
                    $"The backup took longer than Backup:TimeoutMinutes '{options.Timeout.TotalMinutes:0}', and nothing of it was kept: "
                    + "raise it, or see what slows the database or the disk down.",
                    exception);
        }
        catch (NpgsqlException exception)
        {
            throw DatabaseErrors.Explain(exception, options);
        }
        catch (IOException exception) when (exception.IsDiskFull())
        {
            throw DiskSpace.Full(folder, "became full before the backup was complete, and nothing of it was kept", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StorageErrors.FolderUnusable(folder.Path, exception);
        }
    }

    // Ids have whole seconds: a second backup within one waits for the next.
    private async Task<BackupId> FreeIdAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var id = BackupId.At(now);
            if (!folder.Exists(id))
            {
                return id;
            }

            await Task.Delay(id.CreatedAt.AddSeconds(1) - now, time, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Backup {Id} is complete and was read back whole: {Size} in {Seconds} s.")]
        public static partial void Complete(ILogger logger, string id, string size, double seconds);

        [LoggerMessage(LogLevel.Warning, "Not all old backups were removed, the next run tries again: {Reason}")]
        public static partial void NotPruned(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "{Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}

using Wasper.BackupService.Configuration;
using Wasper.BackupService.Storage;
using Wasper.BackupService.Telemetry;

namespace Wasper.BackupService.Archive;

/// <summary>Reads a stored backup again, all of it, and records whether it is still what it was.</summary>
internal sealed partial class BackupVerifier(
    BackupOptions options, SealedDump dumps, BackupMetrics metrics, TimeProvider time, ILogger<BackupVerifier> logger) : IDisposable
{
    // One at a time: they compete for the same disk.
    private readonly SemaphoreSlim _turn = new(1, 1);

    public void Dispose() => _turn.Dispose();

    /// <summary>Checks a backup. That it is damaged is a result, not an error.</summary>
    /// <exception cref="BackupException">It could not be checked.</exception>
    public async Task<Verification> VerifyAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var verification = await CheckInTimeAsync(backup, cancellationToken);
            metrics.Verified(VerificationReport.Of(verification).State);
            if (verification.Problem is { } problem)
            {
                Log.Damaged(logger, problem);
            }
            else
            {
                Log.Verified(logger, backup.Id);
            }

            await RecordAsync(backup, verification, cancellationToken);
            return verification;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Verification> CheckInTimeAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        try
        {
            await CheckAsync(backup, limit.Token);
            return new Verification(time.GetUtcNow(), null);
        }
        catch (BackupException exception) when (exception.Failure == BackupFailure.Damaged)
        {
            if (!Directory.Exists(backup.Path))
            {
                throw new BackupException(BackupFailure.UnknownBackup, $"Backup {backup.Id} was removed while it was checked: list the backups to see which there are.", exception);
            }

            return new Verification(time.GetUtcNow(), exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BackupException(
                BackupFailure.TimedOut,
                $"Checking {backup.Id} took longer than Backup:TimeoutMinutes '{options.Timeout.TotalMinutes:0}': raise it, or see what slows the disk down.");
        }
    }

    // A dump whose hash is wrong is never given to pg_restore: a parser is no judge of damage.
    private async Task CheckAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        var manifest = await ManifestFile.ReadCheckedAsync(backup, cancellationToken);
        await CheckDumpAsync(backup, manifest.Dump, cancellationToken);
        var found = await dumps.CountRowsAsync(backup, cancellationToken);
        if (!found.SequenceEqual(manifest.Tables))
        {
            throw backup.Damaged($"{manifest.Dump.Name} holds {Sum(found)}, and its manifest says {Sum(manifest.Tables)}");
        }

        static string Sum(IReadOnlyCollection<TableRows> tables) => $"{tables.Sum(table => table.Rows)} rows in {tables.Count} tables";
    }

    private static async Task CheckDumpAsync(StoredBackup backup, StoredObject expected, CancellationToken cancellationToken)
    {
        try
        {
            var size = new FileInfo(backup.DumpPath).Length;
            if (size != expected.SizeBytes)
            {
                throw backup.Damaged($"{expected.Name} has {size} bytes, and its manifest says {expected.SizeBytes}");
            }

            var hash = await Checksums.OfFileAsync(backup.DumpPath, cancellationToken);
            if (hash != expected.Sha256)
            {
                throw backup.Damaged($"{expected.Name} has the SHA-256 {hash}, and its manifest says {expected.Sha256}");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw backup.Unreadable(expected.Name, exception);
        }
    }

    private async Task RecordAsync(StoredBackup backup, Verification verification, CancellationToken cancellationToken)
    {
        try
        {
            await VerificationFile.WriteAsync(backup, verification, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A storage that cannot be changed any more is a good place for backups.
            Log.NotRecorded(logger, backup.Id, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Backup {Id} was read back whole: it is as it was made.")]
        public static partial void Verified(ILogger logger, BackupId id);

        [LoggerMessage(LogLevel.Error, "{Problem}")]
        public static partial void Damaged(ILogger logger, string problem);

        [LoggerMessage(LogLevel.Warning, "The result for {Id} could not be kept beside it: {Reason}")]
        public static partial void NotRecorded(ILogger logger, BackupId id, string reason);
    }
}

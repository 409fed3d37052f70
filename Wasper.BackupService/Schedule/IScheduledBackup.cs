namespace Wasper.BackupService.Schedule;

/// <summary>What the schedule has done, and what it has to know for it.</summary>
internal interface IScheduledBackup
{
    /// <summary>When the newest good backup was begun; <see langword="null"/> where there is none.</summary>
    /// <param name="now">What claims to be later counts for nothing: the clock was wrong.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BackupException">The folder cannot be read.</exception>
    Task<DateTimeOffset?> FindNewestAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What a backup would have to wait for now, in a sentence; <see langword="null"/> where nothing is in its way.</summary>
    Task<string?> FindObstacleAsync(CancellationToken cancellationToken);

    /// <exception cref="BackupException">It failed, or another one is being made.</exception>
    Task MakeAsync(CancellationToken stopping);
}

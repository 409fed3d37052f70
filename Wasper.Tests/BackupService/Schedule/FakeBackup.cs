using Wasper.BackupService.Schedule;

namespace Wasper.Tests.BackupService.Schedule;

/// <summary>Backups that take no time, and fail where a test wants it.</summary>
internal sealed class FakeBackup(TimeProvider time) : IScheduledBackup
{
    public DateTimeOffset? Newest { get; set; }

    public string? Obstacle { get; set; }

    public Exception? Failure { get; set; }

    /// <summary>When each was begun, failed ones too.</summary>
    public List<DateTimeOffset> Begun { get; } = [];

    public Task<DateTimeOffset?> FindNewestAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(Newest);

    public Task<string?> FindObstacleAsync(CancellationToken cancellationToken) => Task.FromResult(Obstacle);

    public Task MakeAsync(CancellationToken stopping)
    {
        Begun.Add(time.GetUtcNow());
        if (Failure is { } failure)
        {
            throw failure;
        }

        Newest = Begun[^1];
        return Task.CompletedTask;
    }
}

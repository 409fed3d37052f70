using Wasper.BackupService;
using Wasper.BackupService.Schedule;
using Wasper.Tests.Gateway.Acme.Protocol;

namespace Wasper.Tests.BackupService.Schedule;

/// <summary>The loop that makes backups, due at 03:30 UTC, with a clock and backups of the test's own.</summary>
public sealed class ScheduledBackupsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _due = new(2026, 11, 25, 3, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _caughtUp = _noon + ScheduledBackups.CatchUpDelay;

    private readonly SteppedTime _time = new(_noon);
    private readonly RecordedLog<ScheduledBackups> _log = new();
    private readonly FakeBackup _backup;

    private ScheduledBackups? _loop;

    public ScheduledBackupsTests() => _backup = new FakeBackup(_time) { Newest = _due.AddDays(-1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_loop is not null)
        {
            await _loop.StopAsync(CancellationToken.None);
            Assert.False(_loop.ExecuteTask!.IsFaulted);
            _loop.Dispose();
        }
    }

    [Fact]
    public async Task Loop_NothingMissed_MakesOneAtEachDueTime()
    {
        await StartAsync();

        await _time.GoToAsync(_due.AddSeconds(-1));
        Assert.Empty(_backup.Begun);
        await _time.GoToAsync(_due.AddDays(2).AddHours(1));

        Assert.Equal([_due, _due.AddDays(1), _due.AddDays(2)], _backup.Begun);
        Assert.Equal(1, Count("is due at 2026-11-25 03:30 +00:00."));
    }

    [Fact]
    public async Task Loop_NoneYet_MakesOneSoonAfterTheStart()
    {
        _backup.Newest = null;
        await StartAsync();

        await _time.GoToAsync(_due);

        Assert.Equal([_caughtUp, _due], _backup.Begun);
    }

    [Fact]
    public async Task Loop_DueTimeMissed_CatchesUpSoonAfterTheStart()
    {
        _backup.Newest = _due.AddDays(-1).AddSeconds(-1);
        await StartAsync();

        await _time.GoToAsync(_due);

        Assert.Equal([_caughtUp, _due], _backup.Begun);
    }

    [Fact]
    public async Task Loop_OneMadeByHandBetween_ChangesNothing()
    {
        await StartAsync();
        await _time.GoToAsync(_due.AddHours(-1));
        _backup.Newest = _time.GetUtcNow();

        await _time.GoToAsync(_due);

        Assert.Equal([_due], _backup.Begun);
    }

    [Fact]
    public async Task Loop_DueInMonths_IsNotTooFar()
    {
        await StartAsync("0 0 1 9 *");

        await _time.GoToAsync(new(2027, 9, 1, 1, 0, 0, TimeSpan.Zero));

        Assert.Equal([new(2027, 9, 1, 0, 0, 0, TimeSpan.Zero)], _backup.Begun);
    }

    [Fact]
    public async Task Loop_DatabaseNotHealthy_WaitsSaysSoOnceAndMakesItThen()
    {
        _backup.Newest = null;
        _backup.Obstacle = "PostgreSQL is away.";
        await StartAsync();

        await _time.GoToAsync(_noon.AddHours(3));
        Assert.Empty(_backup.Begun);
        Assert.Equal(1, Count("A scheduled backup is due and waits: PostgreSQL is away."));
        _backup.Obstacle = null;
        await _time.GoToAsync(_noon.AddHours(3).AddMinutes(5));

        Assert.Single(_backup.Begun);
    }

    [Fact]
    public async Task Loop_AnotherUnderWay_WaitsAndTakesThatOneForItsOwn()
    {
        _backup.Failure = new BackupException(BackupFailure.AlreadyRunning, "Another.");
        await StartAsync();
        await _time.GoToAsync(_due.AddSeconds(1));
        Assert.Equal([_due], _backup.Begun);

        (_backup.Failure, _backup.Newest) = (null, _due);
        await _time.GoToAsync(_due.AddHours(1));

        Assert.Equal([_due], _backup.Begun);
        Assert.Equal(1, Count("A scheduled backup is due and waits: Another."));
        Assert.Equal(0, Count("failed"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Loop_Failures_AreRetriedWithGrowingPausesAndThenAtTheNextDueTime(bool bug)
    {
        _backup.Failure = bug ? new InvalidOperationException("A bug.") : new BackupException(BackupFailure.DumpFailed, "Said by the runner.");
        await StartAsync();

        await _time.GoToAsync(_due.AddHours(23));
        Assert.Equal([0, 1, 6, 21, 81], _backup.Begun.Select(begun => (begun - _due).TotalMinutes));
        Assert.Equal(4, Count("is tried again at"));
        Assert.Equal(1, Count("failed 5 times and is not tried again before 2026-11-26 03:30"));
        Assert.Equal(bug ? 5 : 0, Count("A bug."));

        await _time.GoToAsync(_due.AddDays(1));
        Assert.Equal(_due.AddDays(1), _backup.Begun[^1]);
        _backup.Failure = null;
        await _time.GoToAsync(_due.AddDays(2));
        Assert.Equal([_due.AddDays(1), _due.AddDays(1).AddMinutes(1), _due.AddDays(2)], _backup.Begun[5..]);
    }

    [Fact]
    public async Task Loop_FailuresOfAFrequentSchedule_NeverDelayItsNextDueTime()
    {
        _backup.Failure = new BackupException(BackupFailure.DumpFailed, "Said by the runner.");
        await StartAsync("*/10 * * * *");

        await _time.GoToAsync(_noon.AddMinutes(40));

        Assert.Equal([2, 3, 8, 10, 20, 30, 31, 36, 40], _backup.Begun.Select(begun => (begun - _noon).TotalMinutes));
    }

    private async Task StartAsync(string expression = "30 3 * * *")
    {
        _loop = new ScheduledBackups(BackupSchedule.TryParse(expression, TimeZoneInfo.Utc)!, _backup, _time, _log);
        await _loop.StartAsync(Token);
    }

    private int Count(string words) => _log.Lines.Count(line => line.Text.Contains(words, StringComparison.Ordinal));
}

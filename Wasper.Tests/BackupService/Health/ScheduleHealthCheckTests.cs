using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Health;
using Wasper.BackupService.Schedule;
using Wasper.BackupService.Storage;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Health;

/// <summary>A schedule of 03:30 UTC, and a service that started at noon with a limit of an hour for a backup.</summary>
public sealed class ScheduleHealthCheckTests : IDisposable
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    // Two due times after noon, and the hour.
    private static readonly TimeSpan _untilLate = TimeSpan.FromHours(15.5 + 24 + 1);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(_noon);
    private readonly ScheduleHealthCheck _check;

    public ScheduleHealthCheckTests()
    {
        Directory.CreateDirectory(Backups);
        var options = BackupSettings.WithoutDatabase(Backups) with
        {
            Timeout = TimeSpan.FromHours(1),
            Schedule = BackupSchedule.TryParse("30 3 * * *", TimeZoneInfo.Utc),
        };
        var catalog = new BackupCatalog(new BackupFolder(options, NullLogger<BackupFolder>.Instance));
        _check = new ScheduleHealthCheck(options.Schedule!, catalog, options, _time);
    }

    private string Backups => _folder["backups"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_TwoDueTimesPassed_IsUnhealthyAndNamesTheRemedy()
    {
        var backup = await WrittenBackup.WriteAsync(Backups, _noon);

        _time.Advance(_untilLate);
        Assert.Null(await TroubleAsync());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(
            $"The newest good backup is {backup.Id}, which is too old for Backup:Schedule '30 3 * * *' (UTC): "
            + "mend what this service's log says of the backups that failed, then make one with the command 'backup'.",
            await TroubleAsync());
    }

    [Fact]
    public async Task Check_NewerOneIsDamaged_DoesNotCountIt()
    {
        await WrittenBackup.WriteAsync(Backups, _noon);
        await WrittenBackup.WriteAsync(Backups, _noon.AddDays(1), problem: "It is damaged.");
        var broken = await WrittenBackup.WriteAsync(Backups, _noon.AddDays(1).AddSeconds(1));
        await File.WriteAllTextAsync(broken.ManifestPath, "{", TestContext.Current.CancellationToken);

        _time.Advance(_untilLate + TimeSpan.FromSeconds(1));

        Assert.NotNull(await TroubleAsync());
    }

    [Fact]
    public async Task Check_JustStarted_IsHealthyUntilItHadTheTimeToCatchUp()
    {
        Assert.Null(await TroubleAsync());
        _time.Advance(ScheduledBackups.CatchUpDelay + TimeSpan.FromHours(1));
        Assert.Null(await TroubleAsync());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.StartsWith("There is no good backup for Backup:Schedule '30 3 * * *' (UTC): ", await TroubleAsync(), StringComparison.Ordinal);

        await WrittenBackup.WriteAsync(Backups, _time.GetUtcNow());
        Assert.Null(await TroubleAsync());
    }

    [Fact]
    public async Task Check_FolderIsGone_IsLeftToTheCheckOfTheFolder()
    {
        _time.Advance(_untilLate);
        Directory.Delete(Backups);

        Assert.Null(await TroubleAsync());
    }

    /// <returns>What it says; null where it is healthy.</returns>
    private async Task<string?> TroubleAsync()
    {
        var result = await _check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        return result.Status == HealthStatus.Healthy ? null : result.Description ?? "";
    }
}

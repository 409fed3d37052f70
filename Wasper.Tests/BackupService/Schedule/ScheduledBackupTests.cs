using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Health;
using Wasper.BackupService.Schedule;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Schedule;

/// <summary>The loop with real backups of a real database; only its clock is the test's.</summary>
public sealed class ScheduledBackupTests(PostgresRig rig) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Loop_Due_MakesOneBackupThatIsFoundAgain()
    {
        var settings = new BackupSettings(await rig.CreateDatabaseAsync(TestDatabase.Awkward), _folder["backups"]);
        Directory.CreateDirectory(settings.Directory);
        using var parts = new BackupParts(settings.Options);
        var time = new SteppedTime(DateTimeOffset.UtcNow);
        using var loop = new ScheduledBackups(
            BackupSchedule.TryParse("0 0 1 1 *", TimeZoneInfo.Utc)!, Scheduled(parts, settings.Options), time, NullLogger<ScheduledBackups>.Instance);

        await loop.StartAsync(Token);
        await time.GoToAsync(time.GetUtcNow().AddMinutes(30));
        await loop.StopAsync(Token);

        Assert.Equal("verified", Assert.Single(await parts.Catalog.ListAsync(Token)).Verification.State);
    }

    [Fact]
    public async Task FindObstacle_ServerDown_IsTheSentenceOfItsHealth()
    {
        var settings = new BackupSettings(await rig.CreateDatabaseAsync(), _folder["backups"]);
        settings = settings with { ConnectionString = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Port = 9 }.ConnectionString };
        using var parts = new BackupParts(settings.Options);

        Assert.StartsWith(
            "PostgreSQL at 'localhost:9' cannot be reached", await Scheduled(parts, settings.Options).FindObstacleAsync(Token), StringComparison.Ordinal);
    }

    private static ScheduledBackup Scheduled(BackupParts parts, BackupOptions options)
        => new(parts.Catalog, new DatabaseHealthCheck(parts.Database, options), parts.Runner);
}

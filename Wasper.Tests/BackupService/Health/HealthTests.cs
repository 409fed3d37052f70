using System.Net;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Health;

/// <summary>What <c>/health</c> answers, and what the log says of it.</summary>
public sealed class HealthTests(PostgresRig rig) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Health_EverythingThere_IsHealthyAndLeavesNoFiles()
    {
        await using var service = await BackupProgram.ServeAsync(await SettingsAsync());

        using var answer = await service.Client.GetAsync("/health", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([".lock"], Directory.GetFileSystemEntries(_folder["backups"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Health_ScheduleWithoutABackupYet_IsHealthyAtTheStart()
    {
        await using var service = await BackupProgram.ServeAsync(await SettingsAsync() with { Schedule = "30 3 * * *" });

        using var answer = await service.Client.GetAsync("/health", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Deadline.UntilAsync("the log tells", () => service.Said().Contains("Backups are made by the schedule '30 3 * * *' (UTC).", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_NothingThere_IsUnhealthyAndSaysEachRemedyOnce()
    {
        var settings = await SettingsAsync();
        await using var service = await BackupProgram.ServeAsync(settings with
        {
            Tools = _folder.Path,
            Directory = "/proc/no",
            ConnectionString = "Host=localhost;Port=9;Username=wasper;Database=wasper",
        });

        foreach (var _ in Enumerable.Range(0, 10))
        {
            using var answer = await service.Client.GetAsync("/health", Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        await Deadline.UntilAsync("the log tells", () => Count("Not healthy") == 3);
        Assert.Equal(1, Count("Not healthy (tools): pg_dump is not in Backup:PostgresTools"));
        Assert.Equal(1, Count("Not healthy (database): PostgreSQL at 'localhost:9' cannot be reached (Connection refused)"));
        Assert.Equal(1, Count("Not healthy (folder): The backups folder '/proc/no' cannot be used"));
        Assert.Equal(0, Count("   at "));

        int Count(string words) => service.Said().Split(words).Length - 1;
    }

    private async Task<BackupSettings> SettingsAsync() => new(await rig.CreateDatabaseAsync(), _folder["backups"]);
}

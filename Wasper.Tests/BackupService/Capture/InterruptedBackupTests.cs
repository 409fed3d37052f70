using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Wasper.BinaryCache;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Capture;

/// <summary>The real service with a backup under way, ended in every way: nothing incomplete is ever seen, nothing is left, the next one succeeds.</summary>
public sealed class InterruptedBackupTests(PostgresRig rig) : IDisposable
{
    private static readonly TimeSpan _few = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Backups => _folder["backups"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PgDump_KilledWhileItWrites_FailsAndTheNextSucceeds()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Large);
        await using var service = await BackupProgram.ServeAsync(new BackupSettings(database, Backups));
        var answer = service.BackupAsync();
        var dump = await service.DumpProcessAsync();
        await UntilBytesAreWrittenAsync();

        await KillAsync(dump);

        var problem = await (await answer).Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("dump-failed", problem.GetProperty("code").GetString());
        Assert.Contains("pg_dump was ended by signal 9", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Backups));
        await database.ExecuteAsync("TRUNCATE large");
        Assert.Equal(HttpStatusCode.Created, (await service.BackupAsync()).StatusCode);
    }

    [Fact]
    public async Task Service_KilledWhileItWrites_ShowsOnlyCompleteOnesAndCleansUpWhenItStarts()
    {
        var database = await rig.CreateDatabaseAsync();
        var settings = new BackupSettings(database, Backups);
        int dump;
        await using (var service = await BackupProgram.ServeAsync(settings))
        {
            Assert.Equal(HttpStatusCode.Created, (await service.BackupAsync()).StatusCode);
            await database.ExecuteAsync(TestDatabase.Large);
            var lost = service.BackupAsync();
            dump = await service.DumpProcessAsync();
            await UntilBytesAreWrittenAsync();

            await service.KillAsync();

            await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);
        }

        Assert.Single(Unfinished());
        await Deadline.UntilAsync("pg_dump ended with the service", () => !ProcessTable.Runs(dump), _few);
        await using var again = await BackupProgram.ServeAsync(settings);
        Assert.Empty(Unfinished());
        Assert.Single((await again.GetAsync("/backups")).EnumerateArray());
        Assert.Equal(HttpStatusCode.OK, (await again.Client.PostAsync("/backups/latest/verify", null, Token)).StatusCode);
        await database.ExecuteAsync("DROP TABLE large");
        Assert.Equal(HttpStatusCode.Created, (await again.BackupAsync()).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Service_Terminated_EndsPgDumpAndLeavesNothing(bool clientLeft)
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        await using var blocked = await database.BlockDumpsAsync();
        await using var service = await BackupProgram.ServeAsync(new BackupSettings(database, Backups));
        using var client = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answer = service.BackupAsync(client.Token);
        var dump = await service.DumpProcessAsync();
        if (clientLeft)
        {
            await client.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        }

        await service.TerminateAsync().WaitAsync(_few, Token);

        Assert.Equal(0, service.ExitCode);
        Assert.False(ProcessTable.Runs(dump));
        Assert.Empty(Directory.GetDirectories(Backups));
        if (!clientLeft)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await answer).StatusCode);
        }
    }

    [Fact]
    public async Task Service_TerminatedWithAStuckPgDump_KillsIt()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        await using var blocked = await database.BlockDumpsAsync();
        await using var service = await BackupProgram.ServeAsync(new BackupSettings(database, Backups));
        var answer = service.BackupAsync();
        var dump = await service.DumpProcessAsync();
        await new ToolProcess("kill", "-STOP", $"{dump}").RunCheckedAsync("kill", Token);

        await service.TerminateAsync().WaitAsync(_few, Token);

        Assert.False(ProcessTable.Runs(dump));
        Assert.Empty(Directory.GetDirectories(Backups));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await answer).StatusCode);
    }

    [Fact]
    public async Task Client_LeavesWhileItRuns_TheBackupIsMadeAllTheSame()
    {
        var database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        var blocked = await database.BlockDumpsAsync();
        await using var service = await BackupProgram.ServeAsync(new BackupSettings(database, Backups));
        using var client = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answer = service.BackupAsync(client.Token);
        await service.DumpProcessAsync();
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        await blocked.DisposeAsync();

        await Deadline.UntilAsync("the backup is there", async () => (await service.GetAsync("/backups")).GetArrayLength() == 1);
    }

    private static Task<ToolResult> KillAsync(int process) => new ToolProcess("kill", "-KILL", $"{process}").RunCheckedAsync("kill", Token);

    private string[] Unfinished() => Directory.GetDirectories(Backups, "*.tmp");

    private Task UntilBytesAreWrittenAsync() => Deadline.UntilAsync(
        "something of the dump is on disk", () => Unfinished().SelectMany(Directory.GetFiles).Any(file => new FileInfo(file).Length > 0));
}

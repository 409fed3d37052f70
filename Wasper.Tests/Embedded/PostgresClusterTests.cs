using System.Diagnostics;
using Wasper.AppHost.Embedded;
using Wasper.BinaryCache;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Embedded;

/// <summary>A real PostgreSQL, as whoever runs the tests: also as root, who may not run it.</summary>
public sealed class PostgresClusterTests : IDisposable
{
    // Less than the 60 s after which PostgreSQL drops a client that does not say who it is: it must not be what ends the wait.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(45);

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceAccount _account = ServiceAccount.Choose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => _folder["postgres"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Prepare_EmptyFolder_MakesVersion14AndLeavesNoPassword()
    {
        await (await ClusterAsync()).PrepareAsync("first", Token);

        Assert.Equal("14", (await File.ReadAllTextAsync(Path.Combine(Data, "PG_VERSION"), Token)).Trim());
        Assert.Equal([Data], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Prepare_SamePassword_Succeeds()
    {
        var cluster = await ClusterAsync();
        await cluster.PrepareAsync("first", Token);

        await cluster.PrepareAsync("first", Token);
    }

    [Fact]
    public async Task Prepare_OtherPassword_NamesFolderAndParameter()
    {
        var cluster = await ClusterAsync();
        await cluster.PrepareAsync("first", Token);

        var exception = await Assert.ThrowsAsync<PreparationException>(() => cluster.PrepareAsync("second", Token));

        Assert.Contains(Data, exception.Message, StringComparison.Ordinal);
        Assert.Contains("Parameters:postgres-password", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_OtherMajor_NamesBothAndChangesNothing()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "PG_VERSION"), "16\n", Token);

        var cluster = await ClusterAsync();
        var exception = await Assert.ThrowsAsync<PreparationException>(() => cluster.PrepareAsync("first", Token));

        Assert.Contains("is of PostgreSQL 16, and the stack runs 14", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["PG_VERSION"], Directory.GetFileSystemEntries(Data).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Prepare_FolderOfSomethingElse_SaysSo()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "notes.txt"), "mine", Token);

        var cluster = await ClusterAsync();
        await Assert.ThrowsAsync<PreparationException>(() => cluster.PrepareAsync("first", Token));

        Assert.True(File.Exists(Path.Combine(Data, "notes.txt")));
    }

    [Fact]
    public async Task Prepare_PidOfAnotherProgram_RemovesTheFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Without /proc PostgreSQL's own judgement has to do.");
        var cluster = await ClusterAsync();
        await cluster.PrepareAsync("first", Token);
        await File.WriteAllTextAsync(Path.Combine(Data, "postmaster.pid"), $"{Environment.ProcessId}\n", Token);

        await cluster.PrepareAsync("first", Token);

        Assert.False(File.Exists(Path.Combine(Data, "postmaster.pid")));
    }

    [Fact]
    public async Task Serve_TerminatedWithAClient_EndsCleanlyAndKeepsTheFolderUntilThen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var cluster = await ClusterAsync();
        await cluster.PrepareAsync("first", Token);
        var script = _folder["postgres.sh"];
        await ShellScript.WriteAsync(script, ShellScript.EndedByInterrupt(cluster.ServeCommand()), Token);
        var port = Loopback.FreePort();
        using var server = Process.Start(new ProcessStartInfo("/bin/sh", [script, $"{port}"]) { RedirectStandardError = true })!;
        try
        {
            var log = server.StandardError.ReadToEndAsync(Token);
            using var client = await Loopback.ConnectAsync(port, Token);

            var exception = await Assert.ThrowsAsync<PreparationException>(() => PostmasterPid.EnsureFreeAsync(Data, Token, TimeSpan.Zero));
            Assert.Contains("already runs on", exception.Message, StringComparison.Ordinal);

            await new ToolProcess("kill", "-TERM", $"{server.Id}").RunCheckedAsync("kill", Token);
            await server.WaitForExitAsync(Token).WaitAsync(_limit, Token);

            Assert.Equal(0, server.ExitCode);
            Assert.Contains("database system is shut down", await log, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(Data, "postmaster.pid")));
        }
        finally
        {
            if (!server.HasExited)
            {
                server.Kill(entireProcessTree: true);
            }
        }
    }

    private async Task<PostgresCluster> ClusterAsync()
        => new(await BinaryStore.Open().GetPostgresAsync(Token), _account, Data, "wasper", "wasper");
}

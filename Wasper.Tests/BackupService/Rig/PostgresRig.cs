using System.Diagnostics;
using Npgsql;
using Wasper.AppHost.Embedded;
using Wasper.BinaryCache;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;

[assembly: AssemblyFixture(typeof(PostgresRig))]

namespace Wasper.Tests.BackupService.Rig;

/// <summary>One real PostgreSQL 14 for all tests of backups, started by the first that asks; each takes a database of its own.</summary>
public sealed class PostgresRig : IAsyncDisposable
{
    // A ';' and quotes, to find every place that takes a password apart.
    public const string Password = "se;cr'et\"1";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Loopback.FreePort();

    private Process? _server;
    private int _databases;

    /// <summary>The folder of the tools that these tests use, whatever is on PATH.</summary>
    public string Tools { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A new database, empty or with what <paramref name="script"/> makes.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(string script = "")
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The embedded PostgreSQL needs Linux or macOS.");
        await StartAsync();
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await new TestDatabase(this, Connection("wasper")).ExecuteAsync($"CREATE DATABASE {name}");
        var database = new TestDatabase(this, Connection(name));
        if (script.Length > 0)
        {
            await database.ExecuteAsync(script);
        }

        return database;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false } server)
        {
            await new ToolProcess("kill", "-TERM", $"{server.Id}").RunAsync(CancellationToken.None);
            await server.WaitForExitAsync(CancellationToken.None).WaitAsync(_limit);
        }

        _server?.Dispose();
        _starting.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        await _starting.WaitAsync(Token);
        try
        {
            if (_server is not null)
            {
                return;
            }

            var store = BinaryStore.Open();
            Tools = (await store.GetPostgresClientAsync(Token)).BinFolder;
            var cluster = new PostgresCluster(await store.GetPostgresAsync(Token), ServiceAccount.Choose(), _folder["postgres"], "wasper", "wasper");
            await cluster.PrepareAsync(Password, Token);
            await ShellScript.WriteAsync(_folder["postgres.sh"], ShellScript.EndedByInterrupt(cluster.ServeCommand()), Token);
            _server = Process.Start(new ProcessStartInfo("/bin/sh", [_folder["postgres.sh"], $"{_port}"]) { RedirectStandardError = true })!;
            _server.ErrorDataReceived += (_, _) => { };
            _server.BeginErrorReadLine();
            await Deadline.UntilAsync("PostgreSQL answers", AnswersAsync, _limit);

            // Its data is thrown away: without this each new database waits for the disk.
            var server = new TestDatabase(this, Connection("wasper"));
            await server.ExecuteAsync("ALTER SYSTEM SET fsync = off");
            await server.ExecuteAsync("SELECT pg_reload_conf()");
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await new TestDatabase(this, Connection("wasper")).ExecuteAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // Not pooled: a database with a connection left over cannot be dropped or used as a template.
    private NpgsqlConnectionStringBuilder Connection(string database) => new()
    {
        Host = "localhost",
        Port = _port,
        Username = "wasper",
        Password = Password,
        Database = database,
        Pooling = false,
    };
}

using System.Diagnostics;
using Npgsql;
using Wasper.AppHost.Embedded;
using Wasper.BinaryCache;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;
using Wasper.Tests.EndToEnd;

namespace Wasper.Tests.Sandbox;

/// <summary>
/// A real PostgreSQL and a real Redis for all tests of the stand-in app, and one app on them that most tests share. Whoever stops an app
/// starts one of their own, in a database of its own.
/// </summary>
public sealed class SandboxRig : IAsyncLifetime
{
    private const string Password = "it's a secret";

    // Enough for a machine that runs other tests, too.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _servers = [];
    private int _places;
    private SandboxApp? _app;
    private SandboxUser? _user;

    public static string Folder { get; } = Path.Combine(Repository.Root, "Wasper.Sandbox");

    /// <summary>The dump of a real Activepieces database; it is not part of the repository.</summary>
    public static string Dump { get; } = Path.Combine(Repository.Root, "..", "shared", "data", "activepieces-0.71.2.dump");

    public SandboxApp App
    {
        get
        {
            SkipWhereItCannotRun();
            return _app!;
        }
    }

    /// <summary>The shared app's only user.</summary>
    public SandboxUser User
    {
        get
        {
            SkipWhereItCannotRun();
            return _user!;
        }
    }

    private int PostgresPort { get; } = Loopback.FreePort();

    private int RedisPort { get; } = Loopback.FreePort();

    public static void SkipWhereItCannotRun()
        => Assert.SkipUnless(OperatingSystem.IsLinux(), "Redis is fetched from Debian's or Ubuntu's packages.");

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await Task.WhenAll(
            StartPostgresAsync(limit.Token),
            StartRedisAsync("redis", RedisPort, limit.Token),
            NodeModules.EnsureAsync(Folder, limit.Token));
        _app = await SandboxApp.StartAsync(await NewPlaceAsync(limit.Token), limit.Token);
        _user = await SandboxUser.SignUpAsync(_app, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        foreach (var server in _servers)
        {
            using (server)
            {
                server.Kill(entireProcessTree: true);
                await server.WaitForExitAsync();
            }
        }

        _folder.Dispose();
    }

    /// <summary>The variables of an app in a new database, and in one of Redis' own.</summary>
    public async Task<SandboxEnvironment> NewPlaceAsync(CancellationToken cancellationToken)
    {
        SkipWhereItCannotRun();
        var number = Interlocked.Increment(ref _places);
        var database = $"place{number}";
        await using var connection = new NpgsqlConnection(ConnectionString("wasper"));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {database}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new SandboxEnvironment(ConnectionString(database))
        {
            ["HOST"] = "127.0.0.1",
            ["PORT"] = "0",
            ["AP_ENCRYPTION_KEY"] = SandboxEnvironment.EncryptionKey,
            ["AP_JWT_SECRET"] = "a secret for tests",
            ["AP_FRONTEND_URL"] = "https://localhost:8443",
            ["AP_POSTGRES_HOST"] = "127.0.0.1",
            ["AP_POSTGRES_PORT"] = $"{PostgresPort}",
            ["AP_POSTGRES_DATABASE"] = database,
            ["AP_POSTGRES_USERNAME"] = "wasper",
            ["AP_POSTGRES_PASSWORD"] = Password,
            ["AP_REDIS_URL"] = $"redis://:{Uri.EscapeDataString(Password)}@127.0.0.1:{RedisPort}/{number}",
        };
    }

    /// <summary>One more Redis, for a test that stops it. It keeps its data from one start to the next.</summary>
    public async Task<Process> StartRedisAsync(string name, int port, CancellationToken cancellationToken)
    {
        var server = await BinaryStore.Open().GetRedisAsync(cancellationToken);
        var command = await RedisFiles.PrepareAsync(server, _folder[name], Password, cancellationToken);
        return await ServeAsync(name, ShellScript.Direct(server.LibraryFolders, command), port, cancellationToken);
    }

    public static string RedisUrl(int port) => $"redis://:{Uri.EscapeDataString(Password)}@127.0.0.1:{port}";

    private async Task StartPostgresAsync(CancellationToken cancellationToken)
    {
        var cluster = new PostgresCluster(
            await BinaryStore.Open().GetPostgresAsync(cancellationToken), ServiceAccount.Choose(), _folder["postgres"], "wasper", "wasper");
        await cluster.PrepareAsync(Password, cancellationToken);
        await ServeAsync("postgres", ShellScript.EndedByInterrupt(cluster.ServeCommand()), PostgresPort, cancellationToken);
        await Eventually.SucceedsAsync(
            async () =>
            {
                await using var connection = new NpgsqlConnection(ConnectionString("wasper"));
                await connection.OpenAsync(cancellationToken);
            },
            _limit,
            cancellationToken);
    }

    private async Task<Process> ServeAsync(string name, string content, int port, CancellationToken cancellationToken)
    {
        var script = _folder[$"{name}.sh"];
        await ShellScript.WriteAsync(script, content, cancellationToken);
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec /bin/sh \"$0\" \"$1\" > \"$0.log\" 2>&1", script, $"{port}"]))!;
        lock (_servers)
        {
            _servers.Add(process);
        }

        using var client = await Loopback.ConnectAsync(port, cancellationToken);
        return process;
    }

    // Without a pool: its idle connections would be in the way of whoever ends them all.
    private string ConnectionString(string database)
        => new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = PostgresPort,
            Username = "wasper",
            Password = Password,
            Database = database,
            Pooling = false,
        }.ConnectionString;
}

/// <summary>The tests that share a <see cref="SandboxRig"/>.</summary>
[CollectionDefinition]
public sealed class SharedSandboxRig : ICollectionFixture<SandboxRig>;

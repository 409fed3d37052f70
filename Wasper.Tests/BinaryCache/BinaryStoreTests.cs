using Wasper.BinaryCache;

namespace Wasper.Tests.BinaryCache;

/// <summary>Real downloads into an empty cache.</summary>
public sealed class BinaryStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GetPostgres_EmptyCache_GivesVersion14()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The package is pinned for Linux.");
        var server = await BinaryStore.Open(path: _folder["cache"]).GetPostgresAsync(Token);

        var version = await new ToolProcess(server.Postgres, "--version").RunCheckedAsync("postgres --version", Token);
        Assert.StartsWith("postgres (PostgreSQL) 14.", version.Output, StringComparison.Ordinal);
        await new ToolProcess(server.InitDb, "--version").RunCheckedAsync("initdb --version", Token);
    }

    [Fact]
    public async Task GetAspireBundle_EmptyCache_GivesDcpThatAnswers()
    {
        Assert.SkipUnless(Platform.IsLinuxX64, "The package is pinned for Linux on x64.");
        var store = BinaryStore.Open(path: _folder["cache"]);
        var foretold = store.AspireBundle;

        var bundle = await store.GetAspireBundleAsync(Token);

        Assert.Equal(foretold, bundle);
        Assert.True(File.Exists(bundle.DashboardPath));
        await new ToolProcess(bundle.DcpPath, "version").RunCheckedAsync("dcp version", Token);
    }

    [Fact]
    public async Task GetRedis_EmptyCache_StartsFromItsFolder()
    {
        Assert.SkipUnless(AptPackages.AreAvailable, "There is no apt here.");
        Assert.SkipWhen(await RedisServer.InstalledAsync(Token) is not null, "Redis is installed here: apt would fetch nothing.");

        var server = await BinaryStore.Open(path: _folder["cache"]).GetRedisAsync(Token);

        var version = await new ToolProcess(server.Path, "--version")
            .With("LD_LIBRARY_PATH", string.Join(':', server.LibraryFolders))
            .RunCheckedAsync("redis-server --version", Token);
        Assert.Contains("Redis server v=", version.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetPostgresClient_AnyMachine_GivesBothTools()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks where Linux installs them.");
        var client = await BinaryStore.Open(path: _folder["cache"]).GetPostgresClientAsync(Token);

        Assert.True(File.Exists(Path.Combine(client.BinFolder, "pg_dump")));
        Assert.True(File.Exists(Path.Combine(client.BinFolder, "pg_restore")));
    }

    [Fact]
    public async Task WrapPostgresClient_NothingInstalled_RunsWithTheLibrariesThatWereFetched()
    {
        Assert.SkipUnless(AptPackages.AreAvailable, "There is no apt here.");
        var installed = (await File.ReadAllTextAsync("/var/lib/dpkg/status", Token)).Split("\n\n");
        await File.WriteAllTextAsync(
            _folder["status"],
            string.Join("\n\n", installed.Where(package => !package.StartsWith("Package: postgresql", StringComparison.Ordinal) && !package.StartsWith("Package: libpq", StringComparison.Ordinal))),
            Token);
        Directory.CreateDirectory(_folder["client"]);

        await AptPackages.UnpackAsync(["postgresql-client"], _folder["client"], _ => { }, Token, _folder["status"]);
        await PostgresClient.WrapAsync(_folder["client"], Token);

        var client = PostgresClient.In(_folder["client"]);
        Assert.Contains("(PostgreSQL)", (await new ToolProcess(Path.Combine(client.BinFolder, "pg_dump"), "--version").RunCheckedAsync("pg_dump", Token)).Output, StringComparison.Ordinal);
        Assert.Contains("(PostgreSQL)", (await new ToolProcess(Path.Combine(client.BinFolder, "pg_restore"), "--version").RunCheckedAsync("pg_restore", Token)).Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(AptPackages.LibraryFolders(_folder["client"])[0], "libpq.so.5*"));
    }
}

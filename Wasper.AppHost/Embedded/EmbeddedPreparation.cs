using Wasper.BinaryCache;

namespace Wasper.AppHost.Embedded;

/// <summary>
/// Everything that has to be there before the embedded resources can start, fetched and made at the same time. The scripts' paths are
/// known from the start; the scripts exist once <see cref="RunAsync"/> has ended.
/// </summary>
/// <param name="store">The cache of binaries.</param>
/// <param name="dataPath">The folder of all data.</param>
/// <param name="sandboxFolder">The folder of the app that stands in for Activepieces.</param>
internal sealed class EmbeddedPreparation(BinaryStore store, string dataPath, string sandboxFolder)
{
    private const string User = "wasper";
    private const string Database = "wasper";

    public static string PostgresScript(string dataPath) => Path.Combine(dataPath, "run", "postgres.sh");

    public static string RedisScript(string dataPath) => Path.Combine(dataPath, "run", "redis.sh");

    /// <exception cref="PreparationException">Something can't be made.</exception>
    /// <exception cref="BinaryCacheException">Something can't be had.</exception>
    public async Task RunAsync(string postgresPassword, string redisPassword, Action<string> say, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PreparationException("The embedded runtime needs Linux or macOS: start Docker Desktop and set Wasper:Runtime to 'containers', or run the stack inside of WSL.");
        }

        Directory.CreateDirectory(Path.Combine(dataPath, "run"));
        await Task.WhenAll(
            PostgresAsync(postgresPassword, say, cancellationToken),
            RedisAsync(redisPassword, cancellationToken),
            store.GetPostgresClientAsync(cancellationToken),
            NodeModules.EnsureAsync(sandboxFolder, cancellationToken));
    }

    private async Task PostgresAsync(string password, Action<string> say, CancellationToken cancellationToken)
    {
        var account = ServiceAccount.Choose();
        var folder = await DataPlace.ForPostgresAsync(dataPath, account, say, cancellationToken);
        var cluster = new PostgresCluster(await store.GetPostgresAsync(cancellationToken), account, folder, User, Database);
        await cluster.PrepareAsync(password, cancellationToken);
        await ShellScript.WriteAsync(PostgresScript(dataPath), ShellScript.EndedByInterrupt(cluster.ServeCommand()), cancellationToken);
    }

    private async Task RedisAsync(string password, CancellationToken cancellationToken)
    {
        var server = await store.GetRedisAsync(cancellationToken);
        var command = await RedisFiles.PrepareAsync(server, Path.Combine(dataPath, "redis"), password, cancellationToken);
        await ShellScript.WriteAsync(RedisScript(dataPath), ShellScript.Direct(server.LibraryFolders, command), cancellationToken);
    }
}

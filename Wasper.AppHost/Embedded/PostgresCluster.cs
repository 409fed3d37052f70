using Wasper.BinaryCache;

namespace Wasper.AppHost.Embedded;

/// <summary>The data folder of the embedded PostgreSQL: made on the first start, checked on each one after.</summary>
/// <param name="server">The binaries.</param>
/// <param name="account">Whom it runs as.</param>
/// <param name="folder">The data folder.</param>
/// <param name="user">The superuser's name.</param>
/// <param name="database">The database that is made with it.</param>
internal sealed class PostgresCluster(PostgresServer server, ServiceAccount account, string folder, string user, string database)
{
    // Measured on 2 cores: initdb 0.4 s, a single-user statement 0.06 s; recovery after a crash may take longer.
    private static readonly TimeSpan _toolLimit = TimeSpan.FromMinutes(2);

    /// <exception cref="PreparationException">The folder can't be used; nothing in it was changed.</exception>
    public async Task PrepareAsync(string password, CancellationToken cancellationToken)
    {
        var versionFile = Path.Combine(folder, "PG_VERSION");
        if (!File.Exists(versionFile))
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new PreparationException($"'{folder}' holds files, but no PostgreSQL data: move it away, or name another folder in Wasper:DataPath.");
            }

            await CreateAsync(password, cancellationToken);
            return;
        }

        var version = (await File.ReadAllTextAsync(versionFile, cancellationToken)).Trim();
        if (version != $"{PostgresServer.Major}")
        {
            throw new PreparationException(
                $"The data in '{folder}' is of PostgreSQL {version}, and the stack runs {PostgresServer.Major}: "
                + "name another folder in Wasper:DataPath, or move this one away to start anew (dump it with its own version first to keep what is in it).");
        }

        await PostmasterPid.EnsureFreeAsync(folder, cancellationToken);
        await account.GiveAsync(folder, cancellationToken);
        await CheckPasswordAsync(password, cancellationToken);
    }

    /// <summary>The words of the command that starts it on the port that the shell has in <c>$1</c>.</summary>
    public IEnumerable<string> ServeCommand()
        => account.CommandLine(server.Postgres, "-D", folder, "-c", "listen_addresses=localhost", "-c", "unix_socket_directories=", "-p")
            .Select(ShellScript.Quote)
            .Append("\"$1\"");

    // Made beside its place and renamed, so that an interrupted first start leaves nothing half made.
    private async Task CreateAsync(string password, CancellationToken cancellationToken)
    {
        var staging = folder + ".new";
        var passwordFile = folder + ".password";
        if (Directory.Exists(staging))
        {
            Directory.Delete(staging, recursive: true);
        }

        try
        {
            Directory.CreateDirectory(staging);
            await account.GiveAsync(staging, cancellationToken);
            await PrivateFile.WriteAsync(passwordFile, password, cancellationToken);
            await account.GiveAsync(passwordFile, cancellationToken);
            var locale = OperatingSystem.IsMacOS() ? "C" : "C.UTF-8"; // macOS has no C.UTF-8
            await account.Tool(
                    _toolLimit, "", server.InitDb, "--pgdata", staging, "--username", user, "--pwfile", passwordFile,
                    "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", locale)
                .RunCheckedAsync($"Making PostgreSQL's data folder '{folder}'", cancellationToken);
            await SingleUserAsync(staging, $"CREATE DATABASE \"{database}\"", cancellationToken);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            Directory.Move(staging, folder);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private async Task CheckPasswordAsync(string password, CancellationToken cancellationToken)
    {
        var roles = await SingleUserAsync(
            folder, $"SELECT rolpassword FROM pg_authid WHERE rolname = '{user}'", cancellationToken);
        if (ScramVerifier.Matches(roles, password) is false)
        {
            throw new PreparationException(
                $"The data in '{folder}' was made with another password than Parameters:postgres-password: "
                + "put that one back (dotnet user-secrets set Parameters:postgres-password … --project Wasper.AppHost), or move the folder away to start anew.");
        }
    }

    /// <summary>One statement without a server: no port, no password.</summary>
    private async Task<string> SingleUserAsync(string data, string statement, CancellationToken cancellationToken)
    {
        var result = await account.Tool(_toolLimit, statement + "\n", server.Postgres, "--single", "-D", data, "postgres")
            .RunCheckedAsync($"Looking into PostgreSQL's data folder '{data}'", cancellationToken);
        return result.Errors.Contains("ERROR:", StringComparison.Ordinal)
            ? throw new PreparationException($"PostgreSQL can't use its data folder '{data}': {result.Tail}")
            : result.Output;
    }
}

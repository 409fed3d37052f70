namespace Wasper.BinaryCache;

/// <summary>PostgreSQL's <c>pg_dump</c> and <c>pg_restore</c>, of the server's version or later.</summary>
/// <param name="BinFolder">Their folder.</param>
/// <param name="LibraryFolders">What their <c>LD_LIBRARY_PATH</c> must name; empty where they are installed.</param>
public sealed record PostgresClient(string BinFolder, IReadOnlyList<string> LibraryFolders)
{
    private static readonly string[] _parents = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];

    internal static string Remedy => OperatingSystem.IsMacOS() ? "install them with 'brew install libpq'"
        : OperatingSystem.IsWindows() ? "install PostgreSQL's command line tools and put their folder on PATH"
        : File.Exists("/etc/debian_version") ? "install them with 'sudo apt-get install postgresql-client'"
        : "install them with 'sudo dnf install postgresql' or your distribution's like";

    internal static async Task<PostgresClient?> InstalledAsync(CancellationToken cancellationToken)
    {
        var folders = _parents
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Select(folder => Path.Combine(folder, "bin"))
            .OrderDescending(StringComparer.Ordinal);
        foreach (var program in folders.Select(folder => Path.Combine(folder, "pg_dump")).Prepend(Programs.Find("pg_dump")))
        {
            if (program is not null && File.Exists(program)
                && File.Exists(Path.Combine(Path.GetDirectoryName(program)!, Path.GetFileName(program).Replace("dump", "restore", StringComparison.Ordinal)))
                && await Programs.VersionOfAsync(program, cancellationToken) is { Major: >= PostgresServer.Major })
            {
                return new PostgresClient(Path.GetDirectoryName(program)!, []);
            }
        }

        return null;
    }

    internal static PostgresClient? In(string folder)
    {
        var versions = Path.Combine(folder, "usr", "lib", "postgresql");
        var bin = Directory.Exists(versions)
            ? Directory.GetDirectories(versions).Select(version => Path.Combine(version, "bin")).FirstOrDefault(path => File.Exists(Path.Combine(path, "pg_dump")))
            : null;
        return bin is null ? null : new PostgresClient(bin, AptPackages.LibraryFolders(folder));
    }

    internal static async Task FillAsync(string folder, Action<string> say, CancellationToken cancellationToken)
    {
        await AptPackages.UnpackAsync("postgresql-client", folder, say, cancellationToken);
        _ = In(folder) ?? throw new BinaryCacheException($"The distribution's postgresql-client holds no pg_dump: {Remedy}.");
    }
}

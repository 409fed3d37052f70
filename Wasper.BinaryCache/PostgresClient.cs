namespace Wasper.BinaryCache;

/// <summary>PostgreSQL's <c>pg_dump</c> and <c>pg_restore</c>, of the server's version or later.</summary>
/// <param name="BinFolder">Their folder. They need nothing in their environment.</param>
public sealed record PostgresClient(string BinFolder)
{
    private static readonly string[] _tools = ["pg_dump", "pg_restore"];
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
                return new PostgresClient(Path.GetDirectoryName(program)!);
            }
        }

        return null;
    }

    internal static PostgresClient In(string folder) => new(Path.Combine(folder, "bin"));

    internal static async Task FillAsync(string folder, Action<string> say, CancellationToken cancellationToken)
    {
        await AptPackages.UnpackAsync(["postgresql-client"], folder, say, cancellationToken);
        await WrapAsync(folder, cancellationToken);
    }

    /// <summary>Puts a script before each tool that finds the libraries beside it, so that whoever runs it need not know of them.</summary>
    internal static async Task WrapAsync(string folder, CancellationToken cancellationToken)
    {
        var versions = Path.Combine(folder, "usr", "lib", "postgresql");
        var programs = Directory.Exists(versions) ? Directory.GetDirectories(versions).Order(StringComparer.Ordinal).LastOrDefault() : null;
        Directory.CreateDirectory(In(folder).BinFolder);
        foreach (var tool in _tools)
        {
            var program = Path.Combine(programs ?? versions, "bin", tool);
            if (!File.Exists(program))
            {
                throw new BinaryCacheException($"The distribution's postgresql-client holds no {tool}: {Remedy}.");
            }

            var libraries = AptPackages.LibraryFolders(folder).Select(path => "$here/" + Path.GetRelativePath(folder, path));
            var script = Path.Combine(In(folder).BinFolder, tool);
            await File.WriteAllTextAsync(script, $"""
                #!/bin/sh
                here=$(dirname "$0")/..
                LD_LIBRARY_PATH="{string.Join(':', libraries)}" exec "$here/{Path.GetRelativePath(folder, program)}" "$@"

                """, cancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(script, FileModes.Folder);
            }
        }
    }
}

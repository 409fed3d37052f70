namespace Wasper.BinaryCache;

/// <summary>A Redis server of version 7 or later.</summary>
/// <param name="Path">The program <c>redis-server</c>.</param>
/// <param name="LibraryFolders">What its <c>LD_LIBRARY_PATH</c> must name; empty where it is installed.</param>
public sealed record RedisServer(string Path, IReadOnlyList<string> LibraryFolders)
{
    /// <summary>The oldest version that will do.</summary>
    public const int OldestMajor = 7;

    private static readonly string[] _folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", $"/opt/homebrew/opt/redis/bin"];

    internal static string Remedy => OperatingSystem.IsMacOS() ? "install it with 'brew install redis'"
        : OperatingSystem.IsWindows() ? "use Docker Desktop, or run the stack inside of WSL ('wsl --install')"
        : System.IO.File.Exists("/etc/debian_version") ? $"install redis-server {OldestMajor} or later (Ubuntu 22.04 carries 6.0: use a newer release, Redis' own apt repository, or Docker)"
        : "install it with 'sudo dnf install redis' or your distribution's like";

    internal static async Task<RedisServer?> InstalledAsync(CancellationToken cancellationToken)
        => Programs.Find("redis-server", _folders) is { } program
            && await Programs.VersionOfAsync(program, cancellationToken) is { Major: >= OldestMajor }
            ? new RedisServer(program, [])
            : null;

    internal static RedisServer In(string folder) => new(System.IO.Path.Combine(folder, "usr", "bin", "redis-server"), AptPackages.LibraryFolders(folder));

    internal static async Task FillAsync(string folder, Action<string> say, CancellationToken cancellationToken)
    {
        // The program itself is in the second; the first has a link to it.
        await AptPackages.UnpackAsync(["redis-server", "redis-tools"], folder, say, cancellationToken);
        var server = In(folder);
        var result = await new ToolProcess(server.Path, "--version")
            .With("LD_LIBRARY_PATH", string.Join(':', server.LibraryFolders))
            .RunCheckedAsync("Starting the fetched redis-server", cancellationToken);
        if (VersionIn(result.Output) is not { } version || version.Major < OldestMajor)
        {
            throw new BinaryCacheException($"This distribution's redis-server is too old ({result.Output.Trim()}): {Remedy}.");
        }
    }

    // "Redis server v=7.0.15 sha=…"
    private static Version? VersionIn(string text)
    {
        var start = text.IndexOf("v=", StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(' ', start);
        return end > 0 && Version.TryParse(text.AsSpan(start + 2, end - start - 2), out var version) ? version : null;
    }
}

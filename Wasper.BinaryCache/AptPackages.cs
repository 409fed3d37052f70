namespace Wasper.BinaryCache;

/// <summary>
/// Packages of Debian or Ubuntu unpacked into a folder, without root: apt works on lists of its own, so that it does not matter
/// how old the machine's are, and verifies what it fetches by the lists' signature.
/// </summary>
internal static class AptPackages
{
    private static readonly TimeSpan _fetchLimit = TimeSpan.FromMinutes(4);
    private static readonly string[] _libraryParents = ["usr/lib", "lib"];

    /// <summary>Whether this machine has apt and dpkg.</summary>
    public static bool AreAvailable => OperatingSystem.IsLinux() && Programs.Find("apt-get") is not null && Programs.Find("dpkg-deb") is not null;

    /// <summary>Unpacks <paramref name="packages"/>, installed or not, and what else they need that is not installed.</summary>
    /// <param name="packages">Their names.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="say">Told what is being done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="status">The list of what is installed.</param>
    public static async Task UnpackAsync(
        IReadOnlyList<string> packages, string folder, Action<string> say, CancellationToken cancellationToken, string status = "/var/lib/dpkg/status")
    {
        var work = folder + ".apt";
        try
        {
            var archives = Path.Combine(work, "cache", "archives");
            Directory.CreateDirectory(Path.Combine(archives, "partial"));
            Directory.CreateDirectory(Path.Combine(work, "state", "lists", "partial"));

            say("reading the distribution's package lists");
            await Apt("update").RunCheckedAsync("'apt-get update' into the cache", cancellationToken);

            var names = string.Join(" and ", packages);
            say($"fetching {names} with apt");
            await Apt(["install", "--yes", "--no-install-recommends", "--download-only", "--reinstall", .. packages])
                .RunCheckedAsync($"Fetching {names} with apt", cancellationToken);

            say("unpacking");
            foreach (var archive in Directory.EnumerateFiles(archives, "*.deb"))
            {
                await new ToolProcess("dpkg-deb", "--extract", archive, folder).RunCheckedAsync($"Unpacking {Path.GetFileName(archive)}", cancellationToken);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        ToolProcess Apt(params string[] arguments) => new ToolProcess("apt-get", [
            "-o", $"Dir::State={Path.Combine(work, "state")}",
            "-o", "Dir::State::lists=lists",
            "-o", $"Dir::State::status={status}",
            "-o", $"Dir::Cache={Path.Combine(work, "cache")}",
            "-o", "Debug::NoLocking=1",
            "-o", "APT::Sandbox::User=", // the archive's user can't write below a private folder
            "-o", "Acquire::http::Timeout=30",
            "-q",
            .. arguments])
        {
            Limit = _fetchLimit,
        }.With("LC_ALL", "C").With("DEBIAN_FRONTEND", "noninteractive");
    }

    /// <summary>The folders of <paramref name="folder"/> that its programs' libraries are in.</summary>
    public static IReadOnlyList<string> LibraryFolders(string folder)
        => [.. _libraryParents
            .Select(relative => Path.Combine(folder, relative))
            .Where(Directory.Exists)
            .SelectMany(parent => Directory.EnumerateDirectories(parent, "*-linux-*"))];
}

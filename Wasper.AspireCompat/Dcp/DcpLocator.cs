using Microsoft.Extensions.Configuration;
using Wasper.BinaryCache;

namespace Aspire.Hosting.Dcp;

/// <summary>Where DCP and the dashboard are.</summary>
/// <param name="DcpPath">The <c>dcp</c> binary.</param>
/// <param name="DashboardPath">The dashboard's binary, null where there is none beside this DCP.</param>
internal sealed record DcpBundle(string DcpPath, string? DashboardPath);

/// <summary>
/// Finds DCP and the dashboard in Aspire's own order: the settings <c>DcpPublisher:CliPath</c> and <c>DcpPublisher:DashboardPath</c>, then
/// <c>ASPIRE_DCP_PATH</c> (a folder) and <c>ASPIRE_DASHBOARD_PATH</c> (a file), then the bundle of an installed Aspire CLI, then the per-user
/// cache, which fetches it once.
/// </summary>
internal sealed class DcpLocator(DcpOptions options, IConfiguration configuration)
{
    public const string DcpVariable = "ASPIRE_DCP_PATH";
    public const string DashboardVariable = "ASPIRE_DASHBOARD_PATH";

    private static readonly string _dcp = OperatingSystem.IsWindows() ? "dcp.exe" : "dcp";
    private static readonly string _managed = OperatingSystem.IsWindows() ? "aspire-managed.exe" : "aspire-managed";
    private static readonly string _cli = OperatingSystem.IsWindows() ? "aspire.exe" : "aspire";

    /// <summary>Returns what is on this machine, or null where there is no DCP and it has to be fetched.</summary>
    /// <exception cref="DcpException">A setting names a place where there is nothing.</exception>
    public DcpBundle? Find()
    {
        var dashboard = FindDashboard();
        if (FindDcp() is { } dcp)
        {
            return new DcpBundle(dcp, dashboard ?? DashboardBeside(dcp));
        }

        return FindInstalled() is { } bundle ? bundle with { DashboardPath = dashboard ?? bundle.DashboardPath } : null;
    }

    /// <summary>Returns what is on this machine or in the cache, and fetches it (127 MB, once) where it is in neither.</summary>
    /// <exception cref="DcpException">A setting names a place where there is nothing.</exception>
    /// <exception cref="BinaryCacheException">It cannot be fetched.</exception>
    public async Task<DcpBundle> FindOrFetchAsync(IProgress<FetchProgress>? progress, CancellationToken cancellationToken)
    {
        var found = Find();
        if (found is { DashboardPath: not null })
        {
            return found;
        }

        // A DCP without a dashboard beside it is completed, not replaced: it was chosen.
        var fetched = await BinaryStore.Open(progress).GetAspireBundleAsync(cancellationToken);
        return new DcpBundle(found?.DcpPath ?? fetched.DcpPath, FindDashboard() ?? fetched.DashboardPath);
    }

    private string? FindDcp()
    {
        if (options.CliPath is { } path)
        {
            return Existing(path, "the setting DcpPublisher:CliPath");
        }

        return configuration[DcpVariable] is { Length: > 0 } folder
            ? Existing(Path.Combine(folder, _dcp), $"the folder that {DcpVariable} names")
            : null;
    }

    private string? FindDashboard()
    {
        if (options.DashboardPath is { } path)
        {
            return Existing(path, "the setting DcpPublisher:DashboardPath");
        }

        return configuration[DashboardVariable] is { Length: > 0 } file ? Existing(file, DashboardVariable) : null;
    }

    private DcpBundle? FindInstalled()
    {
        var folders = (configuration["PATH"] ?? System.Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".aspire", "bin"));
        return folders.Select(folder => Path.Combine(folder, _cli)).Where(File.Exists).Select(BundleOf).FirstOrDefault(bundle => bundle is not null);
    }

    /// <summary>The CLI is <c>bin/aspire</c>, often behind a link; its bundle is <c>versions/&lt;version&gt;</c> beside <c>bin</c>, once per version that was ever used.</summary>
    private static DcpBundle? BundleOf(string cli)
    {
        var file = new FileInfo(cli);
        var target = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        var versions = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(target.FullName)) ?? string.Empty, "versions");
        if (!Directory.Exists(versions))
        {
            return null;
        }

        return new DirectoryInfo(versions).EnumerateDirectories()
            .OrderByDescending(version => version.LastWriteTimeUtc)
            .Select(version => Path.Combine(version.FullName, "dcp", _dcp))
            .Where(File.Exists)
            .Select(dcp => new DcpBundle(dcp, DashboardBeside(dcp)))
            .FirstOrDefault();
    }

    /// <summary>In a bundle DCP is <c>dcp/dcp</c> and the dashboard <c>managed/aspire-managed</c>.</summary>
    private static string? DashboardBeside(string dcp)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(dcp))) ?? string.Empty, "managed", _managed);
        return File.Exists(path) ? path : null;
    }

    private static string Existing(string path, string source) =>
        File.Exists(path) ? path : throw new DcpException($"There is no file '{path}', where {source} points; correct or remove it, and the bundle is found or fetched by itself.");
}

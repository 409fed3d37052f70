using System.Globalization;
using System.Text.RegularExpressions;
using Wasper.BackupService.Configuration;

namespace Wasper.BackupService.Postgres;

/// <summary>Finds PostgreSQL's own programs, and asks them for their version once for as long as they stay the same files.</summary>
internal sealed partial class PostgresTools(BackupOptions options)
{
    private const string DumpName = "pg_dump";
    private const string RestoreName = "pg_restore";

    private static readonly TimeSpan _versionLimit = TimeSpan.FromSeconds(10);

    private ToolSet? _known;

    /// <exception cref="BackupException">One of them is missing or cannot be run.</exception>
    public async Task<ToolSet> FindAsync(CancellationToken cancellationToken)
    {
        var dump = Locate(DumpName);
        var restore = Locate(RestoreName);
        var changed = new DateTime(Math.Max(File.GetLastWriteTimeUtc(dump).Ticks, File.GetLastWriteTimeUtc(restore).Ticks), DateTimeKind.Utc);
        if (_known is { } known && known.Dump == dump && known.Restore == restore && known.ChangedAt == changed)
        {
            return known;
        }

        var version = await VersionOfAsync(dump, cancellationToken);
        await VersionOfAsync(restore, cancellationToken);
        return _known = new ToolSet(dump, restore, version, MajorOf(version), changed);
    }

    private string Locate(string name)
    {
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        var folders = options.PostgresTools is { } folder
            ? [folder]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(place => Path.Combine(place, file)).FirstOrDefault(File.Exists)
            ?? throw Unusable($"{name} is not in {(options.PostgresTools is { } named ? $"Backup:PostgresTools '{named}'" : "any folder of PATH")}");
    }

    private static async Task<string> VersionOfAsync(string program, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_versionLimit);
        using var output = new MemoryStream();
        try
        {
            var call = new ToolCall(program, ["--version"], null);
            var end = await ToolRun.RunAsync(call, null, output.WriteAsync, limit.Token);
            var said = System.Text.Encoding.UTF8.GetString(output.ToArray());
            return end.ExitCode == 0 && VersionText().Match(said) is { Success: true } match
                ? match.Groups["version"].Value
                : throw Unusable($"'{program} --version' ended with exit code {end.ExitCode} and told no version ({end.Complaint ?? said.Trim()})");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unusable($"'{program} --version' did not answer within {_versionLimit.TotalSeconds:0} s");
        }
    }

    private static int MajorOf(string version)
        => int.Parse(version.AsSpan(0, version.IndexOfAny(['.', ' ']) is >= 0 and var end ? end : version.Length), CultureInfo.InvariantCulture);

    private static BackupException Unusable(string what) => new(
        BackupFailure.ToolsUnusable,
        $"{what}: install PostgreSQL's client tools of the server's major version or later (Debian: apt-get install postgresql-client), "
        + "or set Backup:PostgresTools to their folder.");

    // "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
    [GeneratedRegex(@"\(PostgreSQL\) (?<version>\d+(\.\d+)*)")]
    private static partial Regex VersionText();
}

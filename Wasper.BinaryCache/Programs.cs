using System.Text.RegularExpressions;

namespace Wasper.BinaryCache;

/// <summary>Programs that are installed on this machine.</summary>
internal static partial class Programs
{
    private static readonly TimeSpan _versionLimit = TimeSpan.FromSeconds(10);

    /// <summary>The full path of a program on <c>PATH</c> or in one of <paramref name="alsoIn"/>.</summary>
    public static string? Find(string name, params IEnumerable<string> alsoIn)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(alsoIn)
            .SelectMany(folder => endings, (folder, ending) => Path.Combine(folder, name + ending))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The first number that looks like a version in what <c>--version</c> prints.</summary>
    public static async Task<Version?> VersionOfAsync(string program, CancellationToken cancellationToken)
    {
        var result = await new ToolProcess(program, "--version") { Limit = _versionLimit }.RunAsync(cancellationToken);
        return VersionNumber().Match(result.Output) is { Success: true } match ? Version.Parse(match.Value) : null;
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex VersionNumber();
}

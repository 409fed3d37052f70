using System.Globalization;

namespace Wasper.Tests.BackupService.Rig;

/// <summary>Linux' processes.</summary>
internal static class ProcessTable
{
    public static bool Runs(int id) => Directory.Exists($"/proc/{id}") && Field(id, 0) is not ("Z" or null);

    /// <summary>A child of <paramref name="parent"/> whose command line has both words.</summary>
    public static int? FindChild(int parent, string program, string argument)
        => Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Field(id, 1) == $"{parent}" && CommandLine(id) is { } line
                && line.Contains(program, StringComparison.Ordinal) && line.Contains(argument, StringComparison.Ordinal))
            .Select(id => (int?)id)
            .FirstOrDefault();

    public static string? CommandLine(int id) => Read(id, "cmdline");

    // "17 (name) S 1 …": the state, then the parent.
    private static string? Field(int id, int index)
        => Read(id, "stat") is { } line ? line[(line.LastIndexOf(')') + 2)..].Split(' ')[index] : null;

    private static string? Read(int id, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{name}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

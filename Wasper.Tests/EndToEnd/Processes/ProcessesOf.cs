namespace Wasper.Tests.EndToEnd.Processes;

/// <summary>What runs on a data folder: found by it, because children of a killed parent are nobody's children.</summary>
internal static class ProcessesOf
{
    /// <summary>Command lines of all processes that name <paramref name="folder"/> in their arguments, environment or working folder (Linux).</summary>
    public static IReadOnlyList<string> Folder(string folder)
    {
        var found = new List<string>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            try
            {
                var commandLine = Read(process, "cmdline");
                var working = new DirectoryInfo(Path.Combine(process, "cwd")).ResolveLinkTarget(returnFinalTarget: false)?.FullName ?? "";
                if (commandLine.Contains(folder, StringComparison.Ordinal)
                    || working.StartsWith(folder, StringComparison.Ordinal)
                    || Read(process, "environ").Contains(folder, StringComparison.Ordinal))
                {
                    found.Add($"{Path.GetFileName(process)}: {commandLine}");
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has just ended, or is another user's.
            }
        }

        return found;
    }

    private static string Read(string process, string file) => File.ReadAllText(Path.Combine(process, file)).Replace('\0', ' ').Trim();
}

using System.Globalization;

namespace Wasper.Gateway.Listening;

/// <summary>Finds out which program holds a TCP port, where the system tells: Linux, and there processes of other users only to root.</summary>
internal static class PortOwner
{
    /// <summary>The state of a listening socket in <c>/proc/net/tcp</c> (TCP_LISTEN in the kernel's tcp_states.h).</summary>
    private const string Listening = "0A";

    private const int LocalAddressColumn = 1;
    private const int StateColumn = 3;
    private const int InodeColumn = 9;

    /// <summary>Name and process id of the program that listens on <paramref name="port"/>; null where it cannot be told.</summary>
    public static string? Find(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var links = Inodes(port).Select(inode => $"socket:[{inode}]").ToHashSet();
            return links.Count == 0 ? null : FindHolder(links);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Inodes(int port)
    {
        var ending = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        string[] tables = ["/proc/net/tcp", "/proc/net/tcp6"];
        return tables.Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > InodeColumn
                && columns[StateColumn] == Listening
                && columns[LocalAddressColumn].EndsWith(ending, StringComparison.Ordinal))
            .Select(columns => columns[InodeColumn]);
    }

    private static string? FindHolder(HashSet<string> links)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            var id = Path.GetFileName(process);
            if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _) && Holds(process, links))
            {
                return $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (process {id})";
            }
        }

        return null;
    }

    private static bool Holds(string process, HashSet<string> links)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(descriptor => new FileInfo(descriptor).LinkTarget is { } target && links.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or belongs to someone else.
            return false;
        }
    }
}

using System.Globalization;

namespace Wasper.AppHost.Running;

/// <summary>Which program listens on a port, where the system lets us see it (Linux, and there our own programs or, as root, all).</summary>
internal static class PortOwner
{
    private const string Listening = "0A";

    private static readonly string[] _tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Its name and process id, as part of a sentence.</summary>
    public static string Of(int port)
    {
        var sockets = _tables.Where(File.Exists).SelectMany(File.ReadLines).Select(line => Inode(line, port)).OfType<string>().ToHashSet();
        return sockets.Count > 0 && Find(sockets) is { } pid
            ? $"'{NameOf(pid)}' (process {pid})"
            : "another program";
    }

    // proc(5): "sl local_address rem_address st … inode", the port as the last four hexadecimal digits of the address.
    private static string? Inode(string line, int port)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 9 && fields[3] == Listening
            && int.TryParse(fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var local) && local == port
            ? $"socket:[{fields[9]}]"
            : null;
    }

    private static string? Find(HashSet<string> sockets)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                if (Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Any(file => File.ResolveLinkTarget(file, false) is { } link && sockets.Contains(Path.GetFileName(link.FullName))))
                {
                    return Path.GetFileName(process);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is another user's.
            }
        }

        return null;
    }

    private static string NameOf(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (IOException)
        {
            return "a program that has just ended";
        }
    }
}

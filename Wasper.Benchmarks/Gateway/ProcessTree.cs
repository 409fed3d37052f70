using System.Globalization;

namespace Wasper.Benchmarks.Gateway;

/// <summary>What a process and its descendants have used, as <c>/proc</c> tells it.</summary>
internal static class ProcessTree
{
    /// <summary>Ticks per second of the times in <c>/proc</c>: USER_HZ, 100 on every Linux that .NET runs on (proc(5)).</summary>
    private const double TicksPerSecond = 100;

    // Fields of /proc/<pid>/stat after the name, which may hold spaces (proc(5): 14 utime, 15 stime).
    private const int UserTime = 11;
    private const int SystemTime = 12;

    /// <summary>User and system time so far.</summary>
    public static TimeSpan Cpu(int id) => TimeSpan.FromSeconds(Members(id).Sum(Ticks) / TicksPerSecond);

    /// <summary>Resident megabytes (2^20 bytes) now; pages that a tree's processes share are counted in each, so nginx and its workers are less than their sum.</summary>
    public static double ResidentMegabytes(int id) => Members(id).Sum(member => Status(member, "VmRSS:")) / 1024d;

    /// <summary>The most that has been resident, for each process of the tree at its own time.</summary>
    public static double PeakMegabytes(int id) => Members(id).Sum(member => Status(member, "VmHWM:")) / 1024d;

    /// <summary>Open file descriptors.</summary>
    public static int Handles(int id) => Members(id).Sum(member => Directory.EnumerateFileSystemEntries($"/proc/{member}/fd").Count());

    public static int Threads(int id) => Members(id).Sum(member => Directory.EnumerateDirectories($"/proc/{member}/task").Count());

    private static IEnumerable<int> Members(int id) => Directory.EnumerateDirectories($"/proc/{id}/task")
        .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(child => int.Parse(child, CultureInfo.InvariantCulture))
        .SelectMany(Members)
        .Prepend(id);

    private static double Ticks(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return double.Parse(fields[UserTime], CultureInfo.InvariantCulture) + double.Parse(fields[SystemTime], CultureInfo.InvariantCulture);
    }

    private static double Status(int id, string key)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(key, StringComparison.Ordinal));
        return double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}

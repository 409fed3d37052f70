using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// Processes and their descendants at one moment, to end those that do not end by themselves. Descendants have to be found while their parents live:
/// an orphan no longer tells whose it was.
/// </summary>
internal sealed class ProcessTree
{
    private readonly List<(int Pid, DateTime Started)> _processes;

    private ProcessTree(List<(int Pid, DateTime Started)> processes) => _processes = processes;

    /// <summary>Finds <paramref name="roots"/> and, on Linux, all their descendants. Those that do not exist are left out.</summary>
    public static ProcessTree Capture(IEnumerable<int> roots)
    {
        var children = OperatingSystem.IsLinux() ? ReadChildren() : Enumerable.Empty<(int, int)>().ToLookup(pair => pair.Item1, pair => pair.Item2);
        var found = new List<(int, DateTime)>();
        var open = new Queue<int>(roots);
        while (open.TryDequeue(out var pid))
        {
            if (StartOf(pid) is { } started)
            {
                found.Add((pid, started));
                foreach (var child in children[pid])
                {
                    open.Enqueue(child);
                }
            }
        }

        return new ProcessTree(found);
    }

    /// <summary>Kills what still runs and returns how many processes that were. A process that took over a pid since is not touched.</summary>
    public int KillRemaining()
    {
        var killed = 0;
        foreach (var (pid, started) in _processes)
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                if (process.StartTime == started && !process.HasExited)
                {
                    process.Kill(entireProcessTree: !OperatingSystem.IsLinux());
                    killed++;
                }
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It has ended meanwhile, or is not ours to end.
            }
        }

        return killed;
    }

    private static DateTime? StartOf(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.StartTime;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    private static ILookup<int, int> ReadChildren()
    {
        var pairs = new List<(int Parent, int Pid)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                continue;
            }

            try
            {
                // proc(5): pid (name) state ppid …, where the name may hold anything, parentheses too.
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 3);
                pairs.Add((int.Parse(fields[1], CultureInfo.InvariantCulture), pid));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        return pairs.ToLookup(pair => pair.Parent, pair => pair.Pid);
    }
}

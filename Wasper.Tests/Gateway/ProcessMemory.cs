using System.Globalization;

namespace Wasper.Tests.Gateway;

/// <summary>What Linux says of a process's memory, in bytes.</summary>
internal static class ProcessMemory
{
    public static long ResidentOf(int process) => Status(process, "VmRSS:");

    public static long PeakOf(int process) => Status(process, "VmHWM:");

    private static long Status(int process, string key) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
        CultureInfo.InvariantCulture) * 1024;
}

using System.Runtime.InteropServices;

namespace Wasper.Benchmarks.Gateway.Reporting;

/// <summary>Where figures come from.</summary>
internal static class Machine
{
    /// <summary>Processors, system, runtime, and how busy the machine was already (the load average of the last minute: runnable threads).</summary>
    public static string Describe()
    {
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.FrameworkDescription}; load average at the start {load}.";
    }
}

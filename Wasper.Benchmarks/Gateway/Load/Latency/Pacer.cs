using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Wasper.Benchmarks.Gateway.Load.Latency;

/// <summary>Waits for a moment to within a tenth of a millisecond, without keeping a processor busy. <see cref="Thread.Sleep(int)"/> counts in milliseconds.</summary>
internal static partial class Pacer
{
    /// <param name="moment">As <see cref="Stopwatch.GetTimestamp"/> counts; one that has passed returns at once.</param>
    public static void WaitUntil(long moment)
    {
        // A signal ends the sleep early.
        while (moment - Stopwatch.GetTimestamp() is > 0 and var left)
        {
            var (seconds, rest) = Math.DivRem(left, Stopwatch.Frequency);
            _ = NanoSleep(new Timespec(seconds, rest * 1_000_000_000 / Stopwatch.Frequency), 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in Timespec time, nint remaining);

    // timespec(3type), on systems of 64 bits.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec(long seconds, long nanoseconds)
    {
        public readonly long Seconds = seconds;
        public readonly long Nanoseconds = nanoseconds;
    }
}

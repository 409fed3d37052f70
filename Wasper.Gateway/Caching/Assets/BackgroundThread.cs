using System.Runtime.InteropServices;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>Makes a thread yield to others. .NET's own thread priorities do nothing on Linux.</summary>
internal static class BackgroundThread
{
    /// <summary>A tenth of the processor where others want all of it, all of it where nobody does.</summary>
    private const int Niceness = 10;

    private const int OneProcess = 0;
    private const int Caller = 0;

    /// <summary>Lowers the calling thread's priority for good; on other systems than Linux, where it is not a matter of threads, does nothing.</summary>
    public static void Yield()
    {
        if (OperatingSystem.IsLinux())
        {
            // Threads have priorities of their own there (setpriority(2), notes). Without the right to change it the thread is just a normal one.
            _ = setpriority(OneProcess, Caller, Niceness);
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable IDE1006 // The name is libc's.
    private static extern int setpriority(int which, uint who, int priority);
#pragma warning restore IDE1006
}

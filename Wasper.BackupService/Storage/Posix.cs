using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wasper.BackupService.Storage;

/// <summary>What .NET has no call for. Nothing here does anything on Windows, whose file system keeps a rename without being asked.</summary>
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int DontNeed = 4;

    /// <summary>Makes the names in a folder durable: a file is safe after its own fsync, its name only after the folder's.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new SafeFileHandle(Open(path, ReadOnly), ownsHandle: true);
        if (folder.IsInvalid || Fsync(folder) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"The folder '{path}' could not be flushed to disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }

    /// <summary>Drops a flushed file from memory, so that reading it back reads the disk. A hint: where it is not taken, the read is only cheaper.</summary>
    public static void ForgetCached(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
        {
            _ = FileAdvise(file, 0, 0, DontNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int FileAdvise(SafeFileHandle file, long offset, long length, int advice);
}

using System.Runtime.InteropServices;
using Wasper.Gateway.Files;

namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>The folder of the spool, for this gateway alone as long as it is open. Bodies and headers may hold secrets: nobody else may read it.</summary>
internal sealed class SpoolFolder : IDisposable
{
    private const string LockName = "lock";

    // What the system says where somebody else holds the lock: Linux (EAGAIN), macOS (EAGAIN), Windows (ERROR_SHARING_VIOLATION).
    private static readonly int[] _held = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _lock;

    private SpoolFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <exception cref="SpoolException">It cannot be used, and why.</exception>
    public static SpoolFolder Open(string path)
    {
        try
        {
            OwnerOnly.CreateFolder(path);

            // The system gives the lock back when the process dies, however it dies.
            return new SpoolFolder(path, OwnerOnly.Open(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate));
        }
        catch (IOException exception) when (_held.Contains(exception.HResult))
        {
            throw new SpoolException(
                $"The folder '{path}' for webhooks is in use by another gateway: stop it, or give each its own as "
                + "Gateway:Webhooks:Directory (environment: Gateway__Webhooks__Directory).",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SpoolException(
                $"The gateway cannot keep webhooks in '{path}': {exception.Message} Let Gateway:Webhooks:Directory "
                + "(environment: Gateway__Webhooks__Directory) name a folder it may write to, or set Gateway:Webhooks:Enabled to false.",
                exception);
        }
    }

    /// <summary>Makes the names in the folder durable: a file that was flushed can still be missing after a power cut, without its name (fsync(2)).</summary>
    public void Flush()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET opens no folders.
        const int ReadOnly = 0;
        var descriptor = Posix.Open(Path, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"'{Path}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        var result = Posix.Flush(descriptor);
        var reason = result < 0 ? Marshal.GetLastPInvokeErrorMessage() : null;
        _ = Posix.Close(descriptor);
        if (reason is not null)
        {
            throw new IOException($"'{Path}' cannot be flushed: {reason}.");
        }
    }

    public void Dispose() => _lock.Dispose();

    private static class Posix
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Flush(int descriptor);

        [DllImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);
    }
}

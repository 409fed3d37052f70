namespace Wasper.Gateway.Files;

/// <summary>Files and folders for what may be secret, like private keys and what clients have sent: mode 0600 and 0700 from their first moment on.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a file for reading and writing by this process alone, without a buffer.</summary>
    public static FileStream Open(string path, FileMode mode) =>
        Open(path, new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 });

    /// <summary>Opens a file in a mode that may create it.</summary>
    public static FileStream Open(string path, FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ReadWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Takes a file that others have made from everybody but its owner.</summary>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, ReadWrite);
        }
    }

    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, ReadWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Creates <paramref name="folder"/> and what is missing between it and <paramref name="root"/>.</summary>
    public static void CreateFolder(string root, string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (folder.Length > root.Length)
        {
            CreateFolder(root, Path.GetDirectoryName(folder)!);
        }

        CreateFolder(folder);
    }
}

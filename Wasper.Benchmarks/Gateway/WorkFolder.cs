namespace Wasper.Benchmarks.Gateway;

/// <summary>A temporary folder for everything that a run writes.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wasper-gateway-");

    // nginx's worker is another user where this one is root, and reads in here.
    public WorkFolder() => File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);

    public string Path => _folder.FullName;

    /// <summary>A folder in it, made where it is missing.</summary>
    public string Sub(string name) => _folder.CreateSubdirectory(name).FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}

namespace Wasper.BinaryCache;

/// <summary>One process at a time works on an entry. The system lets go of the lock when its holder dies, however it dies.</summary>
internal sealed class EntryLock : IDisposable
{
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(200);

    private readonly FileStream _file;

    private EntryLock(FileStream file) => _file = file;

    /// <param name="path">The lock file; it stays where it is.</param>
    /// <param name="limit">How long another may take.</param>
    /// <param name="waiting">Told each time that another still holds it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BinaryCacheException">Another held it for all of <paramref name="limit"/>.</exception>
    public static async Task<EntryLock> TakeAsync(string path, TimeSpan limit, Action waiting, CancellationToken cancellationToken)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new EntryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
            {
                if (TimeProvider.System.GetElapsedTime(deadline) > limit)
                {
                    throw new BinaryCacheException(
                        $"Another process has held '{path}' for {limit.TotalSeconds:0} s: wait until it has fetched its binaries or end it, then start again.", exception);
                }
            }

            waiting();
            await Task.Delay(_between, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();
}

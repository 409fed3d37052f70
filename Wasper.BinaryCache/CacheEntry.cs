using System.Diagnostics;

namespace Wasper.BinaryCache;

/// <summary>
/// One folder of the cache. It appears whole or not at all: it is filled beside its place and renamed. What is found damaged is
/// fetched once more.
/// </summary>
/// <param name="root">The cache.</param>
/// <param name="name">The folder's name, version included.</param>
/// <param name="title">What it holds, for people.</param>
/// <param name="progress">Told what goes on.</param>
internal sealed class CacheEntry(string root, string name, string title, IProgress<FetchProgress>? progress)
{
    // 127 MB over a line of 2 Mbit/s, and some.
    private static readonly TimeSpan _otherProcessLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(1);

    private string _step = "waiting";

    public string Folder { get; } = Path.Combine(root, name);

    /// <summary>How long another process may hold the entry.</summary>
    public TimeSpan LockLimit { get; init; } = _otherProcessLimit;

    /// <summary>Makes sure that the entry is there and whole.</summary>
    /// <param name="fill">Fills the empty folder it is given; the second argument says what is being done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task EnsureAsync(Func<string, Action<string>, CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        CreateRoot();
        if (await EntryManifest.FindDamageAsync(Folder, cancellationToken) is null)
        {
            return;
        }

        var started = Stopwatch.GetTimestamp();
        await using var heartbeat = new Timer(_ => Say(started, isLast: false), null, _heartbeat, _heartbeat);
        using var held = await EntryLock.TakeAsync(
            Folder + ".lock", LockLimit, () => _step = "another process is fetching it, waiting", cancellationToken);
        if (await EntryManifest.FindDamageAsync(Folder, cancellationToken) is not { } damage)
        {
            return; // the other process did it
        }

        if (Directory.Exists(Folder))
        {
            Report(started, $"the cached copy is damaged ({damage}), fetching it again");
            Directory.Delete(Folder, recursive: true);
        }

        await FillOnceMoreAsync(fill, started, cancellationToken);
        await heartbeat.DisposeAsync();
        _step = "ready";
        Say(started, isLast: true);
    }

    private async Task FillOnceMoreAsync(Func<string, Action<string>, CancellationToken, Task> fill, long started, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var staging = $"{Folder}.{Environment.ProcessId}.part";
            try
            {
                CreateFolder(staging);
                await fill(staging, step => Report(started, step), cancellationToken);
                OpenToOthers(staging);
                await EntryManifest.WriteAsync(staging, cancellationToken);
                Directory.Move(staging, Folder);
                return;
            }
            catch (DamagedDownloadException exception) when (attempt == 1)
            {
                Report(started, $"{exception.Message}, fetching it again");
            }
            catch (DamagedDownloadException exception)
            {
                throw new BinaryCacheException(
                    $"{title} arrived damaged twice ({exception.Message}): check the registry or proxy that npm uses here, run 'npm cache verify', then start again.", exception);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new BinaryCacheException($"{title} can't be put into '{root}' ({exception.Message}): make room there, or name another folder in {CacheLocation.Variable}.", exception);
            }
            finally
            {
                if (Directory.Exists(staging))
                {
                    Directory.Delete(staging, recursive: true);
                }
            }
        }
    }

    private void Report(long started, string step)
    {
        _step = step;
        Say(started, isLast: false);
    }

    private void Say(long started, bool isLast) => progress?.Report(new FetchProgress(title, _step, Stopwatch.GetElapsedTime(started), isLast));

    private void CreateRoot()
    {
        try
        {
            CreateFolder(root);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BinaryCacheException(
                $"The cache of binaries can't be made at '{root}' ({exception.Message}): name a folder that you can write to in {CacheLocation.Variable}.", exception);
        }
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, FileModes.Folder);
        }
    }

    // Whatever the umask: PostgreSQL runs as another user where we are root.
    private static void OpenToOthers(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        }))
        {
            entry.UnixFileMode = entry is DirectoryInfo || entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? FileModes.Folder : FileModes.File;
        }
    }
}

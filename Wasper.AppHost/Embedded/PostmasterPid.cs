using System.Globalization;

namespace Wasper.AppHost.Embedded;

/// <summary>The file in which a server says that a data folder is its own.</summary>
internal static class PostmasterPid
{
    // After kill -9 of an AppHost the engine needs up to 15 s to end what it left.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Waits until no server uses <paramref name="folder"/>, and removes a file that a killed one left: its number may belong to
    /// another program by now, which PostgreSQL itself can't tell from a server.
    /// </summary>
    /// <exception cref="PreparationException">A server goes on using it.</exception>
    public static async Task EnsureFreeAsync(string folder, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        var file = Path.Combine(folder, "postmaster.pid");
        var started = TimeProvider.System.GetTimestamp();
        while (Owner(file) is { } pid)
        {
            if (!IsServerOf(pid, folder))
            {
                File.Delete(file);
                return;
            }

            if (TimeProvider.System.GetElapsedTime(started) > (limit ?? _limit))
            {
                throw new PreparationException($"PostgreSQL (process {pid}) already runs on '{folder}': end the AppHost that started it, or name another folder in Wasper:DataPath.");
            }

            await Task.Delay(_between, cancellationToken);
        }
    }

    private static int? Owner(string file)
    {
        try
        {
            // Negative where it was a single-user server.
            return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? Math.Abs(pid) : null;
        }
        catch (IOException)
        {
            return null; // removed in between
        }
    }

    // A server works in its data folder. Without /proc PostgreSQL's own judgement has to do.
    private static bool IsServerOf(int pid, string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName == Path.TrimEndingDirectorySeparator(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

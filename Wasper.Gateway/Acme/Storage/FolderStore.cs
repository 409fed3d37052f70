using System.Text;
using Wasper.Gateway.Files;

namespace Wasper.Gateway.Acme.Storage;

/// <summary>A folder, private to its owner. Gateways share it over a volume or a network file system.</summary>
internal sealed class FolderStore(string folder, TimeProvider time) : ISharedStore
{
    public async Task<string?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(PathOf(key), cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure("read", exception);
        }
    }

    public async Task WriteAsync(string key, string text, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        await TryAsync("write", async () =>
        {
            OwnerOnly.CreateFolder(folder, Path.GetDirectoryName(path)!);
            if (lifetime is { } kept)
            {
                Sweep(Path.GetDirectoryName(path)!, kept);
            }

            // A name of its own: another gateway may write the same key at this moment.
            var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
            try
            {
                await using (var stream = OwnerOnly.Open(temporary, FileMode.CreateNew))
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, path, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        });
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => TryAsync("write", () =>
    {
        if (File.Exists(PathOf(key)))
        {
            File.Delete(PathOf(key));
        }

        return Task.CompletedTask;
    });

    public async Task<IReadOnlyList<string>> ReadLinesAsync(string key, CancellationToken cancellationToken) =>
        await ReadAsync(key, cancellationToken) is { } text ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];

    public Task AppendLineAsync(string key, string line, CancellationToken cancellationToken) => TryAsync("write", async () =>
    {
        var path = PathOf(key);
        OwnerOnly.CreateFolder(folder, Path.GetDirectoryName(path)!);
        await using var stream = OwnerOnly.Open(path, FileMode.OpenOrCreate);

        // A line that a crash has torn must not swallow this one.
        var start = stream.Length > 0 && !EndsInLineFeed(stream) ? "\n" : "";
        stream.Seek(0, SeekOrigin.End);
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{start}{line}\n"), cancellationToken);
        stream.Flush(flushToDisk: true);
    });

    public Task ReplaceLinesAsync(string key, IReadOnlyCollection<string> lines, CancellationToken cancellationToken) =>
        WriteAsync(key, string.Concat(lines.Select(line => line + "\n")), lifetime: null, cancellationToken);

    public async Task<ISharedLock?> TryLockAsync(string name, CancellationToken cancellationToken)
    {
        var file = new LockFile(PathOf($"locks/{name}.lock"), time);
        var isTaken = false;
        await TryAsync("write", async () =>
        {
            OwnerOnly.CreateFolder(folder, Path.Combine(folder, "locks"));
            isTaken = await file.TryTakeAsync(cancellationToken);
        });
        return isTaken ? new HeldLock(token => RenewAsync(file, token), () => TryAsync("write", file.ReleaseAsync), time) : null;
    }

    private async Task<bool> RenewAsync(LockFile file, CancellationToken cancellationToken)
    {
        var isOurs = false;
        await TryAsync("write", async () => isOurs = await file.TryRenewAsync(cancellationToken));
        return isOurs;
    }

    private string PathOf(string key) => Path.Combine([folder, .. key.Split('/')]);

    private void Sweep(string directory, TimeSpan kept)
    {
        var oldest = time.GetUtcNow() - kept;
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles().Where(file => file.LastWriteTimeUtc < oldest))
        {
            file.Delete();
        }
    }

    private static bool EndsInLineFeed(FileStream stream)
    {
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }

    private async Task TryAsync(string verb, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(verb, exception);
        }
    }

    private StoreException Failure(string verb, Exception exception) => new(
        $"The gateway cannot {verb} what it keeps about certificates in '{folder}' ({exception.Message}): let its user own that folder, and see that the disk has room.",
        exception);
}

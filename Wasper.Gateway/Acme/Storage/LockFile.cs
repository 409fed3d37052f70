using System.Text.Json;
using Wasper.Gateway.Files;

namespace Wasper.Gateway.Acme.Storage;

/// <summary>A lock in a file that says who has it and when it last gave a sign of life.</summary>
/// <remarks>
/// The file is read and written while the system's own lock on it is held, for moments only: the kernel gives that one back when a process dies. So two
/// gateways cannot both find a dead holder's lease and take it. The lease goes by the clocks of the machines that share the folder: they must agree
/// to within half a minute.
/// </remarks>
internal sealed class LockFile(string path, TimeProvider time)
{
    /// <summary>For another gateway's read and write of one small file.</summary>
    private const int OpenAttempts = 100;

    private static readonly TimeSpan _openPause = TimeSpan.FromMilliseconds(10);

    private readonly string _token = Guid.NewGuid().ToString("N");

    /// <summary>Takes the lock, unless another holder gave a sign of life within the lease.</summary>
    public async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(cancellationToken);
        if (await ReadAsync(stream, cancellationToken) is { } holder && holder.Token != _token && IsAlive(holder))
        {
            return false;
        }

        await WriteAsync(stream, cancellationToken);
        return true;
    }

    /// <summary>Gives a sign of life; false where the lock belongs to somebody else by now.</summary>
    public async Task<bool> TryRenewAsync(CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(cancellationToken);
        if ((await ReadAsync(stream, cancellationToken))?.Token != _token)
        {
            return false;
        }

        await WriteAsync(stream, cancellationToken);
        return true;
    }

    /// <summary>Empties the file, which stays: deleting it would take it from under a gateway that waits to open it.</summary>
    public async Task ReleaseAsync()
    {
        await using var stream = await OpenAsync(CancellationToken.None);
        if ((await ReadAsync(stream, CancellationToken.None))?.Token == _token)
        {
            stream.SetLength(0);
        }
    }

    // A sign of life from the future is one of a clock that went wrong: it must not hold the lock until that future.
    private bool IsAlive(Holder holder) => (time.GetUtcNow() - holder.SeenAt).Duration() < ISharedLock.Lease;

    private async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return OwnerOnly.Open(path, FileMode.OpenOrCreate);
            }
            catch (IOException) when (attempt < OpenAttempts)
            {
                await Task.Delay(_openPause, cancellationToken);
            }
        }
    }

    private static async Task<Holder?> ReadAsync(FileStream stream, CancellationToken cancellationToken)
    {
        if (stream.Length == 0)
        {
            return null;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<Holder>(stream, cancellationToken: cancellationToken);
        }
        catch (JsonException)
        {
            // Torn by a holder that died while it wrote: it has no more use for it.
            return null;
        }
    }

    private async Task WriteAsync(FileStream stream, CancellationToken cancellationToken)
    {
        stream.SetLength(0);
        await JsonSerializer.SerializeAsync(
            stream, new Holder(_token, Environment.MachineName, Environment.ProcessId, time.GetUtcNow()), cancellationToken: cancellationToken);
        stream.Flush(flushToDisk: true);
    }

    /// <param name="Machine">For people who look into the file, as is <paramref name="Process"/>.</param>
    private sealed record Holder(string Token, string Machine, int Process, DateTimeOffset SeenAt);
}

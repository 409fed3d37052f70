using Wasper.BackupService.Archive;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Encryption;
using Wasper.BackupService.Encryption.Age;
using Wasper.BackupService.Postgres;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Capture;

/// <summary>
/// Streams pg_dump's portable archive into a file, compressed and encrypted: nothing of it is ever on a disk as it is. Through a pipe rather than to a file of its own: pg_dump then ends with us, also when we
/// are killed, and the hash is of what it sent, before any disk had a part in it.
/// </summary>
internal static class DumpWriter
{
    /// <param name="options">The database and the limits.</param>
    /// <param name="tools">The pg_dump to run.</param>
    /// <param name="snapshot">The moment to dump.</param>
    /// <param name="target">Where to.</param>
    /// <param name="recipients">Whose keys open it.</param>
    /// <param name="progress">Told the bytes dumped so far.</param>
    /// <param name="cancellationToken">Ends pg_dump.</param>
    /// <returns>The file as it has to be.</returns>
    /// <exception cref="BackupException">pg_dump failed.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public static async Task<StoredObject> WriteAsync(
        BackupOptions options,
        ToolSet tools,
        DatabaseSnapshot snapshot,
        StoredBackup target,
        IReadOnlyList<AgeRecipient> recipients,
        Action<long> progress,
        CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--format=custom",
            "--compress=0",
            "--no-password",
            $"--snapshot={snapshot.Name}",
            $"--lock-wait-timeout={(long)options.LockTimeout.TotalMilliseconds}",
        ];
        await using var file = await SealedFile.CreateAsync(target.DumpPath, recipients, cancellationToken);
        var dumped = 0L;
        var end = await ToolRun.RunAsync(new ToolCall(tools.Dump, arguments, options.Connection), null, WriteBlockAsync, cancellationToken);
        return end.ExitCode == 0 ? await file.CompleteAsync(cancellationToken) : throw DatabaseErrors.Explain(end, options);

        async ValueTask WriteBlockAsync(ReadOnlyMemory<byte> block, CancellationToken token)
        {
            await file.WriteAsync(block, token);
            dumped += block.Length;
            progress(dumped);
        }
    }
}

using System.Buffers;
using System.Security.Cryptography;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Archive;

/// <summary>SHA-256 of files, and the list of them that <c>sha256sum --check</c> understands.</summary>
internal static class Checksums
{
    private const int BlockSize = 1024 * 1024;

    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Reads a file from disk, past the cache where the system lets us.</summary>
    public static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        const FileOptions Options = FileOptions.Asynchronous | FileOptions.SequentialScan;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, Options);
        Posix.ForgetCached(file.SafeFileHandle);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (await file.ReadAsync(block, cancellationToken) is > 0 and var read)
            {
                hash.AppendData(block, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>The list for a backup. It covers the manifest too, which cannot hold its own.</summary>
    public static string List(StoredObject dump, ReadOnlySpan<byte> manifest)
        => $"{dump.Sha256}  {dump.Name}\n{Of(manifest)}  {StoredBackup.ManifestName}\n";
}

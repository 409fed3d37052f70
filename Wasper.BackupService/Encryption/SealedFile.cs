using Wasper.BackupService.Archive;
using Wasper.BackupService.Encryption.Age;
using Wasper.BackupService.Storage;
using ZstdSharp;

namespace Wasper.BackupService.Encryption;

/// <summary>A file of a backup in the making: what is written to it is compressed and encrypted on its way. <c>age -d</c> and <c>zstd -d</c> open it without this
/// program.</summary>
internal sealed class SealedFile : IAsyncDisposable
{
    /// <summary>130 MiB/s on one core; the levels above take much longer for little (spec/backup.md).</summary>
    private const int Level = 3;

    private readonly FileStream _file;
    private readonly HashingStream _hashing;
    private readonly AgeEncryptStream _encryption;
    private readonly Compressor _compressor = new(Level);
    private readonly CompressionStream _compression;

    private SealedFile(FileStream file, HashingStream hashing, AgeEncryptStream encryption)
    {
        (_file, _hashing, _encryption) = (file, hashing, encryption);
        _compression = new CompressionStream(encryption, _compressor, leaveOpen: true);
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task<SealedFile> CreateAsync(string path, IReadOnlyList<AgeRecipient> recipients, CancellationToken cancellationToken)
    {
        var file = DurableFile.Create(path);
        try
        {
            var hashing = new HashingStream(file);
            return new SealedFile(file, hashing, await AgeEncryptStream.BeginAsync(hashing, recipients, cancellationToken));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => _compression.WriteAsync(content, cancellationToken);

    /// <summary>Brings it to its end and to the disk. Without it nobody takes the file for whole.</summary>
    /// <returns>The file as it has to be: the hash is of what was handed to the disk, before that had a part in it.</returns>
    public async Task<StoredObject> CompleteAsync(CancellationToken cancellationToken)
    {
        await _compression.DisposeAsync();
        await _encryption.CompleteAsync(cancellationToken);
        _file.Flush(flushToDisk: true);
        return new StoredObject(Path.GetFileName(_file.Name), _hashing.Bytes, _hashing.Sha256());
    }

    /// <summary>Opens one that is complete, to read what was written to it.</summary>
    /// <exception cref="AgeException">It is for other keys, or was changed. Reading throws it as well.</exception>
    /// <exception cref="ZstdException">While reading: it holds something else.</exception>
    public static async Task<Stream> OpenAsync(string path, AgeIdentity identity, CancellationToken cancellationToken)
    {
        const FileOptions Options = FileOptions.Asynchronous | FileOptions.SequentialScan;
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, PayloadCipher.ChunkSize, Options);
        try
        {
            return new DecompressionStream(await AgeDecryptStream.OpenAsync(file, [identity], cancellationToken), leaveOpen: false);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the writing, whether or not the file is complete.</summary>
    public async ValueTask DisposeAsync()
    {
        _compressor.Dispose();
        await _encryption.DisposeAsync();
        await _hashing.DisposeAsync();
        await _file.DisposeAsync();
    }
}

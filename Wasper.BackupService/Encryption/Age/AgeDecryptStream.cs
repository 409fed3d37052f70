using System.Security.Cryptography;

namespace Wasper.BackupService.Encryption.Age;

/// <summary>Reads what a file of age holds. Nothing comes out that was not checked; and a file that was cut off, wherever that is, ends in an error and never in an
/// end.</summary>
internal sealed class AgeDecryptStream : Stream
{
    private const int EncryptedSize = PayloadCipher.ChunkSize + PayloadCipher.TagSize;

    private readonly Stream _source;
    private readonly PayloadCipher _cipher;
    private readonly byte[] _chunk = new byte[PayloadCipher.ChunkSize];

    /// <summary>A chunk, and one byte more: whether there is one tells whether the chunk is the last.</summary>
    private readonly byte[] _encrypted = new byte[EncryptedSize + 1];

    private int _ahead;
    private int _start;
    private int _end;
    private long _chunks;
    private bool _isLast;
    private AgeException? _failure;

    private AgeDecryptStream(Stream source, PayloadCipher cipher) => (_source, _cipher) = (source, cipher);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a file that one of <paramref name="identities"/> can open. The source is disposed of with it.</summary>
    /// <exception cref="AgeException">It is no file of age, was changed, or is for others. Reading throws it as well.</exception>
    public static async Task<AgeDecryptStream> OpenAsync(Stream source, IReadOnlyList<AgeIdentity> identities, CancellationToken cancellationToken)
    {
        var fileKey = await AgeHeader.ReadAsync(source, identities, cancellationToken);
        var salt = new byte[PayloadCipher.SaltSize];
        return await source.ReadAtLeastAsync(salt, salt.Length, throwOnEndOfStream: false, cancellationToken) == salt.Length
            ? new AgeDecryptStream(source, new PayloadCipher(fileKey, salt))
            : throw new AgeException(AgeFailure.Damaged, "it ends behind its header");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && !_isLast && !buffer.IsEmpty)
        {
            await NextAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _chunk.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cipher.Dispose();
            _source.Dispose();
            CryptographicOperations.ZeroMemory(_chunk);
        }

        base.Dispose(disposing);
    }

    private async Task NextAsync(CancellationToken cancellationToken)
    {
        // Whoever reads on must not get what follows.
        if (_failure is not null)
        {
            throw _failure;
        }

        var read = _ahead + await _source.ReadAtLeastAsync(
            _encrypted.AsMemory(_ahead), _encrypted.Length - _ahead, throwOnEndOfStream: false, cancellationToken);
        var isLast = read <= EncryptedSize;
        var size = Math.Min(read, EncryptedSize);

        // An empty chunk is the whole of an empty file, and nothing else.
        var isWhole = size >= PayloadCipher.TagSize && (size > PayloadCipher.TagSize || _chunks == 0);
        if (!isWhole || !_cipher.TryDecrypt(_encrypted.AsSpan(0, size), _chunk, isLast))
        {
            var place = _chunks == 0 ? "" : $", {_chunks * PayloadCipher.ChunkSize} bytes from its start";
            throw _failure = new AgeException(AgeFailure.Damaged, $"its content was changed or cut off{place}");
        }

        _chunks++;
        _isLast = isLast;
        (_start, _end) = (0, size - PayloadCipher.TagSize);
        _ahead = read - size;
        _encrypted.AsSpan(size, _ahead).CopyTo(_encrypted);
    }
}

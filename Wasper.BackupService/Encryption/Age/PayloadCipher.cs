using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Wasper.BackupService.Encryption.Age;

/// <summary>Encrypts what follows the header, chunk by chunk: none can be changed, moved, left out, or cut off at the end (the STREAM construction; C2SP,
/// age v1). One use, in order.</summary>
internal sealed class PayloadCipher : IDisposable
{
    public const int KeySize = 32;
    public const int NonceSize = 12;

    /// <summary>Random bytes between the header and the first chunk.</summary>
    public const int SaltSize = 16;

    public const int ChunkSize = 64 * 1024;
    public const int TagSize = 16;

    private static readonly byte[] _info = "payload"u8.ToArray();

    private readonly ChaCha20Poly1305 _cipher;
    private readonly byte[] _nonce = new byte[NonceSize];
    private long _number;

    public PayloadCipher(byte[] fileKey, byte[] salt) =>
        _cipher = new ChaCha20Poly1305(HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, KeySize, salt, _info));

    /// <param name="encrypted">As long as the chunk, and <see cref="TagSize"/> more.</param>
    public void Encrypt(ReadOnlySpan<byte> chunk, Span<byte> encrypted, bool isLast) =>
        _cipher.Encrypt(Next(isLast), chunk, encrypted[..chunk.Length], encrypted[chunk.Length..]);

    /// <returns>Whether it is the chunk that comes next, unchanged, and the last one only where that is what it is taken for.</returns>
    public bool TryDecrypt(ReadOnlySpan<byte> encrypted, Span<byte> chunk, bool isLast)
    {
        var length = encrypted.Length - TagSize;
        try
        {
            _cipher.Decrypt(Next(isLast), encrypted[..length], encrypted[length..], chunk[..length]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();

    // Eleven bytes of counter and one that marks the end.
    private byte[] Next(bool isLast)
    {
        BinaryPrimitives.WriteInt64BigEndian(_nonce.AsSpan(3), _number++);
        _nonce[^1] = isLast ? (byte)1 : (byte)0;
        return _nonce;
    }
}

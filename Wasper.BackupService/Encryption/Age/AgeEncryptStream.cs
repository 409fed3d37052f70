using System.Security.Cryptography;
using Wasper.BackupService.Storage;

namespace Wasper.BackupService.Encryption.Age;

/// <summary>Encrypts what is written to it into a file of age. The file is one only after <see cref="CompleteAsync"/>: without it nothing marks its end, and no
/// reader takes it for whole.</summary>
internal sealed class AgeEncryptStream : WriteOnlyStream
{
    private readonly Stream _target;
    private readonly PayloadCipher _cipher;
    private readonly byte[] _chunk = new byte[PayloadCipher.ChunkSize];
    private readonly byte[] _encrypted = new byte[PayloadCipher.ChunkSize + PayloadCipher.TagSize];
    private int _filled;
    private bool _isComplete;

    private AgeEncryptStream(Stream target, PayloadCipher cipher) => (_target, _cipher) = (target, cipher);

    public override bool CanWrite => !_isComplete;

    /// <summary>Begins a file that each of <paramref name="recipients"/> can open. The target stays open at the end.</summary>
    public static async Task<AgeEncryptStream> BeginAsync(Stream target, IReadOnlyList<AgeRecipient> recipients, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(recipients.Count);
        var fileKey = RandomNumberGenerator.GetBytes(AgeHeader.FileKeySize);
        var salt = RandomNumberGenerator.GetBytes(PayloadCipher.SaltSize);
        await target.WriteAsync(AgeHeader.Write(fileKey, recipients), cancellationToken);
        await target.WriteAsync(salt, cancellationToken);
        return new AgeEncryptStream(target, new PayloadCipher(fileKey, salt));
    }

    /// <summary>Writes the last chunk, and with it the end.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isComplete, this);
        _isComplete = true;
        await SendAsync(isLast: true, cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isComplete, this);
        while (!buffer.IsEmpty)
        {
            // A full chunk waits: only what comes next tells that it is not the last.
            if (_filled == _chunk.Length)
            {
                await SendAsync(isLast: false, cancellationToken);
            }

            var taken = Math.Min(buffer.Length, _chunk.Length - _filled);
            buffer[..taken].CopyTo(_chunk.AsMemory(_filled));
            _filled += taken;
            buffer = buffer[taken..];
        }
    }

    /// <summary>Hands on what is encrypted so far; what is not a whole chunk waits.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => _target.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isComplete = true;
            _cipher.Dispose();
            CryptographicOperations.ZeroMemory(_chunk);
        }

        base.Dispose(disposing);
    }

    private async Task SendAsync(bool isLast, CancellationToken cancellationToken)
    {
        var encrypted = _encrypted.AsMemory(0, _filled + PayloadCipher.TagSize);
        _cipher.Encrypt(_chunk.AsSpan(0, _filled), encrypted.Span, isLast);
        _filled = 0;
        await _target.WriteAsync(encrypted, cancellationToken);
    }
}

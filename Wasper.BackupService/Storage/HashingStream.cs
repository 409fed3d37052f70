using System.Security.Cryptography;

namespace Wasper.BackupService.Storage;

/// <summary>Hands on what is written to it, and knows its SHA-256.</summary>
internal sealed class HashingStream(Stream target) : WriteOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How many bytes have gone through.</summary>
    public long Bytes { get; private set; }

    /// <summary>Of all bytes so far, 64 lower-case hexadecimal digits.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await target.WriteAsync(buffer, cancellationToken);
        _hash.AppendData(buffer.Span);
        Bytes += buffer.Length;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => target.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}

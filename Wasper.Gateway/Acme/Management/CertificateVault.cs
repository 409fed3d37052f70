using System.Text.Json;
using Wasper.Gateway.Acme.Storage;

namespace Wasper.Gateway.Acme.Management;

/// <summary>The record of one certificate in the store that the gateways share.</summary>
/// <param name="name">The first of the certificate's names.</param>
internal sealed class CertificateVault(ISharedStore store, string name)
{
    /// <summary>Held by whoever changes the record or the ledgers.</summary>
    private const string LockName = "orders";

    private readonly string _key = StoreKey.Certificate(name);

    /// <summary>A certificate that the issuer has counted and the store has not taken: it must not be lost.</summary>
    private CertificateRecord? _unsaved;

    /// <summary>Whether the store lacks what <see cref="ReadAsync"/> gives.</summary>
    public bool IsBehind => _unsaved is not null;

    public async Task<CertificateRecord> ReadAsync(CancellationToken cancellationToken)
    {
        var stored = await ReadStoredAsync(cancellationToken);
        if (_unsaved is not null && !(stored.IssuedAt >= _unsaved.IssuedAt))
        {
            return _unsaved;
        }

        _unsaved = null;
        return stored;
    }

    public async Task WriteAsync(CertificateRecord record, CancellationToken cancellationToken)
    {
        _unsaved = record;
        await store.WriteAsync(_key, JsonSerializer.Serialize(record), lifetime: null, cancellationToken);
        _unsaved = null;
    }

    /// <summary>Null while another gateway is at it.</summary>
    public Task<ISharedLock?> TryLockAsync(CancellationToken cancellationToken) => store.TryLockAsync(LockName, cancellationToken);

    private async Task<CertificateRecord> ReadStoredAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(_key, cancellationToken) is not { } text)
        {
            return new CertificateRecord();
        }

        try
        {
            return JsonSerializer.Deserialize<CertificateRecord>(text)!;
        }
        catch (JsonException exception)
        {
            throw new StoreException(
                $"'{_key}' in the gateways' store is damaged ({exception.Message}): restore it, or remove it, and a new certificate is ordered.", exception);
        }
    }
}

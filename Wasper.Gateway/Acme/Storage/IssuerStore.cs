using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Wasper.Gateway.Acme.Storage;

/// <summary>What one issuer has to remember, in the store that the gateways share.</summary>
internal sealed class IssuerStore(ISharedStore store, string issuer, Uri directory) : IIssuerStore
{
    private readonly string _account = StoreKey.Issuer(issuer, "account.json");

    public async Task<AcmeAccount?> ReadAccountAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync<StoredAccount>(_account, cancellationToken) is not { } stored)
        {
            return null;
        }

        // Another directory under the same name: the key may be used there as well, but the account is another.
        return new AcmeAccount(stored.Key, stored.Directory == directory ? stored.Url : null, stored.NextKey);
    }

    public Task WriteAccountAsync(AcmeAccount account, CancellationToken cancellationToken) =>
        WriteAsync(_account, new StoredAccount(directory, account.Url, account.Key, account.NextKey), cancellationToken);

    public async Task<PendingOrder?> ReadPendingOrderAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        await ReadAsync<PendingOrder>(Order(names), cancellationToken);

    public Task WritePendingOrderAsync(PendingOrder order, CancellationToken cancellationToken) => WriteAsync(Order(order.Names), order, cancellationToken);

    public Task ForgetPendingOrderAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) => store.DeleteAsync(Order(names), cancellationToken);

    // A hundred names are too long for the name of a file.
    private string Order(IReadOnlyList<string> names) =>
        StoreKey.Issuer(issuer, $"order-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', names))))[..16]}.json");

    private async Task<T?> ReadAsync<T>(string key, CancellationToken cancellationToken) where T : class
    {
        if (await store.ReadAsync(key, cancellationToken) is not { } text)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(text);
        }
        catch (JsonException exception)
        {
            throw new StoreException($"'{key}' in the gateways' store is damaged ({exception.Message}): restore it, or remove it.", exception);
        }
    }

    private Task WriteAsync<T>(string key, T value, CancellationToken cancellationToken) =>
        store.WriteAsync(key, JsonSerializer.Serialize(value), lifetime: null, cancellationToken);

    private sealed record StoredAccount(Uri Directory, Uri? Url, string Key, string? NextKey);
}

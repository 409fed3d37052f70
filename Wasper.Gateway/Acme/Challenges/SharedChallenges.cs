using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme.Protocol;
using Wasper.Gateway.Acme.Storage;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme.Challenges;

/// <summary>The open challenges of all gateways that share a store: whichever of them the issuer meets can answer.</summary>
/// <param name="names">The names that a certificate is ordered for: nobody else's are looked up.</param>
internal sealed class SharedChallenges(IReadOnlyList<string> names, ISharedStore store, TimeProvider time) : IChallengePublisher, IAlpnChallenges
{
    /// <summary>Longer than an order may take: for what a gateway that was killed has left behind.</summary>
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(1);

    private readonly HashSet<string> _serverNames = new(names.Select(Proof.ServerName), StringComparer.OrdinalIgnoreCase);

    /// <summary>One for each name at most. Making one takes a new key, and an issuer asks several times.</summary>
    private readonly ConcurrentDictionary<string, (string Digest, X509Certificate2 Certificate)> _made = new(StringComparer.OrdinalIgnoreCase);

    public Task PublishHttpAsync(string token, string keyAuthorization, CancellationToken cancellationToken) =>
        store.WriteAsync(StoreKey.HttpChallenge(token), keyAuthorization, _lifetime, cancellationToken);

    public Task WithdrawHttpAsync(string token, CancellationToken cancellationToken) =>
        store.DeleteAsync(StoreKey.HttpChallenge(token), cancellationToken);

    public Task PublishAlpnAsync(string domain, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken) =>
        store.WriteAsync(StoreKey.AlpnChallenge(domain), Convert.ToHexString(digest.Span), _lifetime, cancellationToken);

    public Task WithdrawAlpnAsync(string domain, CancellationToken cancellationToken)
    {
        _made.TryRemove(domain, out _);
        return store.DeleteAsync(StoreKey.AlpnChallenge(domain), cancellationToken);
    }

    /// <summary>The answer to <c>/.well-known/acme-challenge/{token}</c>; null where no such challenge is open.</summary>
    public Task<string?> FindHttpAsync(string token, CancellationToken cancellationToken) =>
        StoreKey.IsSegment(token) ? store.ReadAsync(StoreKey.HttpChallenge(token), cancellationToken) : Task.FromResult<string?>(null);

    public async ValueTask<X509Certificate2?> FindAsync(string serverName, CancellationToken cancellationToken)
    {
        if (!_serverNames.Contains(serverName) || await store.ReadAsync(StoreKey.AlpnChallenge(serverName), cancellationToken) is not { } digest)
        {
            return null;
        }

        if (_made.TryGetValue(serverName, out var made) && made.Digest == digest)
        {
            return made.Certificate;
        }

        var certificate = AlpnCertificate.Create(serverName, Convert.FromHexString(digest), time.GetUtcNow()).Load();
        _made[serverName] = (digest, certificate);
        return certificate;
    }
}

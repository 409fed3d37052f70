using StackExchange.Redis;

namespace Wasper.Gateway.Acme.Storage;

/// <summary>A Redis server that several gateways use. Whoever can read it can read the private keys in it.</summary>
internal sealed class RedisStore : ISharedStore, IAsyncDisposable
{
    private const string Prefix = "wasper:gateway:acme:";

    private readonly ConfigurationOptions _options;
    private readonly TimeProvider _time;
    private readonly Lazy<Task<IConnectionMultiplexer>> _connection;

    public RedisStore(ConfigurationOptions options, TimeProvider time)
    {
        // Redis may start after the gateway: the connection heals by itself.
        options.AbortOnConnectFail = false;
        options.ClientName ??= "wasper-gateway";
        (_options, _time) = (options, time);
        _connection = new Lazy<Task<IConnectionMultiplexer>>(async () => await ConnectionMultiplexer.ConnectAsync(_options));
    }

    public Task<string?> ReadAsync(string key, CancellationToken cancellationToken) => TryAsync(async redis =>
        (string?)await redis.StringGetAsync(Prefix + key), cancellationToken);

    public Task WriteAsync(string key, string text, TimeSpan? lifetime, CancellationToken cancellationToken) => TryAsync(redis =>
        lifetime is { } kept ? redis.StringSetAsync(Prefix + key, text, kept) : redis.StringSetAsync(Prefix + key, text), cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => TryAsync(redis => redis.KeyDeleteAsync(Prefix + key), cancellationToken);

    public Task<IReadOnlyList<string>> ReadLinesAsync(string key, CancellationToken cancellationToken) => TryAsync<IReadOnlyList<string>>(async redis =>
        [.. (await redis.ListRangeAsync(Prefix + key)).Select(line => line.ToString())], cancellationToken);

    public Task AppendLineAsync(string key, string line, CancellationToken cancellationToken) => TryAsync(redis =>
        redis.ListRightPushAsync(Prefix + key, line), cancellationToken);

    public Task ReplaceLinesAsync(string key, IReadOnlyCollection<string> lines, CancellationToken cancellationToken) => TryAsync(async redis =>
    {
        var transaction = redis.CreateTransaction();
        _ = transaction.KeyDeleteAsync(Prefix + key);
        _ = transaction.ListRightPushAsync(Prefix + key, [.. lines.Select(line => (RedisValue)line)]);
        return await transaction.ExecuteAsync();
    }, cancellationToken);

    public async Task<ISharedLock?> TryLockAsync(string name, CancellationToken cancellationToken)
    {
        RedisKey key = $"{Prefix}locks/{name}";
        RedisValue token = $"{Guid.NewGuid():N} {Environment.MachineName} {Environment.ProcessId}";
        return await TryAsync(redis => redis.LockTakeAsync(key, token, ISharedLock.Lease), cancellationToken)
            ? new HeldLock(
                renewal => TryAsync(redis => redis.LockExtendAsync(key, token, ISharedLock.Lease), renewal),
                () => TryAsync(redis => redis.LockReleaseAsync(key, token), CancellationToken.None),
                _time)
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated)
        {
            await (await _connection.Value).DisposeAsync();
        }
    }

    private async Task<T> TryAsync<T>(Func<IDatabase, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action((await _connection.Value.WaitAsync(cancellationToken)).GetDatabase()).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            var servers = string.Join(", ", _options.EndPoints.Select(EndPointCollection.ToString));
            throw new StoreException(
                $"The Redis server at {servers}, where gateways share their certificates, cannot be used ({exception.Message}): "
                + "start it, or correct Gateway:Acme:Redis (environment: Gateway__Acme__Redis).",
                exception);
        }
    }
}

using System.Net;
using StackExchange.Redis;
using Wasper.BackupService.Configuration;

namespace Wasper.BackupService.Restore;

/// <summary>The app's queues in Redis. After a restore they are of another time: the app fills empty ones by itself, and works off stale ones (spec/activepieces.md).</summary>
internal sealed class RunQueue(BackupOptions options)
{
    /// <summary>Empties it; false where none is configured.</summary>
    /// <exception cref="BackupException">It could not be emptied.</exception>
    public async Task<bool> TryClearAsync(CancellationToken cancellationToken)
    {
        if (options.Queue is not { } queue)
        {
            return false;
        }

        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(queue).WaitAsync(cancellationToken);
            foreach (var server in redis.GetServers())
            {
                await server.FlushDatabaseAsync(queue.DefaultDatabase ?? 0).WaitAsync(cancellationToken);
            }

            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new BackupException(
                BackupFailure.QueueNotCleared,
                $"The database is restored, but Redis at {Places(queue)} could not be cleared ({exception.Message.TrimEnd('.')}): "
                + "empty it with FLUSHDB before the app is started, or it works off what it had queued at another time.",
                exception);
        }
    }

    private static string Places(ConfigurationOptions queue) => string.Join(", ", queue.EndPoints.Select(place => place switch
    {
        DnsEndPoint dns => $"'{dns.Host}:{dns.Port}'",
        _ => $"'{place}'",
    }));
}

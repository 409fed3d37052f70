using Wasper.Gateway.Clients;

namespace Wasper.Gateway.Protection;

/// <summary>A token bucket per client, in memory that does not grow: a client's place in the table is one of a few that its hash gives, and a new client takes the place of the one
/// whose bucket is fullest, that is, of whom there is least to remember. A flood of addresses makes the table forget, never grow.</summary>
/// <remarks>A bucket is one number, the time at which it will be full again (known as the generic cell rate algorithm, ITU-T I.371).</remarks>
internal sealed class TokenBuckets(Rate rate, TimeProvider time)
{
    /// <summary>Places that one hash gives.</summary>
    private const int Ways = 8;

    /// <summary>With <see cref="Ways"/>, 65,536 clients: 2 MB.</summary>
    private const int Sets = 8192;

    private readonly Bucket[] _buckets = new Bucket[Sets * Ways];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private readonly long _interval = time.TimestampFrequency * 60 / rate.PerMinute;
    private readonly long _depth = time.TimestampFrequency * 60 / rate.PerMinute * rate.Burst;

    /// <summary>Takes a token, or says in how long there will be one.</summary>
    public bool TryTake(ClientKey client, out TimeSpan wait)
    {
        // Seeded anew in each process: nobody can choose addresses that meet in one set.
        var set = (int)((uint)HashCode.Combine(client.High, client.Low) % Sets);
        lock (_locks[set % _locks.Length])
        {
            var now = time.GetTimestamp();
            ref var bucket = ref Find(_buckets.AsSpan(set * Ways, Ways), client);
            var full = Math.Max(bucket.FullAt, now) + _interval;
            if (full - now > _depth)
            {
                wait = time.GetElapsedTime(now, full - _depth);
                return false;
            }

            bucket.FullAt = full;
            wait = TimeSpan.Zero;
            return true;
        }
    }

    private static ref Bucket Find(Span<Bucket> set, ClientKey client)
    {
        var fullest = 0;
        for (var i = 0; i < set.Length; i++)
        {
            if (set[i].Client == client)
            {
                return ref set[i];
            }

            if (set[i].FullAt < set[fullest].FullAt)
            {
                fullest = i;
            }
        }

        set[fullest] = new Bucket { Client = client, FullAt = long.MinValue };
        return ref set[fullest];
    }

    private struct Bucket
    {
        public ClientKey Client;
        public long FullAt;
    }
}

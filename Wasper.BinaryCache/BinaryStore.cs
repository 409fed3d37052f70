namespace Wasper.BinaryCache;

/// <summary>
/// The per-user cache of the binaries that the stack runs on where there is no container runtime. What is installed on the machine and
/// new enough is used as it is; the rest is fetched once, checked, and kept.
/// </summary>
public sealed class BinaryStore
{
    private readonly CacheEntry _aspire;
    private readonly CacheEntry _postgres;
    private readonly CacheEntry _redis;
    private readonly CacheEntry _postgresClient;

    private BinaryStore(string path, IProgress<FetchProgress>? progress)
    {
        Root = path;
        _aspire = new(path, $"aspire-{AspireBundle.Version}", $"DCP and the Aspire dashboard {AspireBundle.Version} (127 MB)", progress);
        _postgres = new(path, $"postgres-{PostgresServer.Version}", $"PostgreSQL {PostgresServer.Version} (14 MB)", progress);
        _redis = new(path, "redis-7", "Redis (1.5 MB)", progress);
        _postgresClient = new(path, "postgres-client", "pg_dump and pg_restore (2 MB)", progress);
    }

    /// <summary>The folder of the cache.</summary>
    public string Root { get; }

    /// <summary>Where DCP and the dashboard are once <see cref="GetAspireBundleAsync"/> has ended.</summary>
    public AspireBundle AspireBundle => AspireBundle.In(_aspire.Folder);

    /// <param name="progress">Told what is fetched.</param>
    /// <param name="path">The folder; <see cref="CacheLocation.Default"/> where it is left out.</param>
    public static BinaryStore Open(IProgress<FetchProgress>? progress = null, string? path = null) => new(Path.GetFullPath(path ?? CacheLocation.Default), progress);

    /// <summary>DCP and the dashboard.</summary>
    /// <exception cref="BinaryCacheException">They can't be had.</exception>
    public async Task<AspireBundle> GetAspireBundleAsync(CancellationToken cancellationToken = default)
    {
        await _aspire.EnsureAsync(AspireBundle.FillAsync, cancellationToken);
        return AspireBundle;
    }

    /// <summary>A PostgreSQL 14 server.</summary>
    /// <exception cref="BinaryCacheException">It can't be had.</exception>
    public async Task<PostgresServer> GetPostgresAsync(CancellationToken cancellationToken = default)
    {
        if (PostgresServer.Installed() is { } installed)
        {
            return installed;
        }

        await _postgres.EnsureAsync(PostgresServer.FillAsync, cancellationToken);
        return PostgresServer.In(_postgres.Folder);
    }

    /// <summary>A Redis server of version 7 or later.</summary>
    /// <exception cref="BinaryCacheException">It can't be had.</exception>
    public async Task<RedisServer> GetRedisAsync(CancellationToken cancellationToken = default)
    {
        if (await RedisServer.InstalledAsync(cancellationToken) is { } installed)
        {
            return installed;
        }

        if (!AptPackages.AreAvailable)
        {
            throw new BinaryCacheException($"Redis {RedisServer.OldestMajor} or later is not installed: {RedisServer.Remedy}.");
        }

        await _redis.EnsureAsync(RedisServer.FillAsync, cancellationToken);
        return RedisServer.In(_redis.Folder);
    }

    /// <summary><c>pg_dump</c> and <c>pg_restore</c> of version 14 or later.</summary>
    /// <exception cref="BinaryCacheException">They can't be had.</exception>
    public async Task<PostgresClient> GetPostgresClientAsync(CancellationToken cancellationToken = default)
    {
        if (await PostgresClient.InstalledAsync(cancellationToken) is { } installed)
        {
            return installed;
        }

        if (!AptPackages.AreAvailable)
        {
            throw new BinaryCacheException($"pg_dump and pg_restore {PostgresServer.Major} or later are not installed: {PostgresClient.Remedy}.");
        }

        await _postgresClient.EnsureAsync(PostgresClient.FillAsync, cancellationToken);
        return PostgresClient.In(_postgresClient.Folder);
    }

    /// <summary>Node.js 20 or later, and npm.</summary>
    /// <exception cref="BinaryCacheException">One of them is missing or too old.</exception>
    public static Task<NodeTools> GetNodeAsync(CancellationToken cancellationToken = default) => NpmClient.FindAsync(cancellationToken);
}

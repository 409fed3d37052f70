using System.Diagnostics.Metrics;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>How the memory cache does.</summary>
internal sealed class CacheMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;
    private readonly Counter<long> _evictions;
    private readonly Counter<long> _purges;
    private readonly Counter<long> _failures;

    public CacheMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(RequestMetrics.MeterName);
        _hits = _meter.CreateCounter<long>("wasper.gateway.cache.hits", "{request}", "Requests for hashed assets answered from memory.");
        _misses = _meter.CreateCounter<long>("wasper.gateway.cache.misses", "{request}", "Requests for hashed assets handed to the app.");
        _evictions = _meter.CreateCounter<long>("wasper.gateway.cache.evictions", "{asset}", "Assets dropped to make room.");
        _purges = _meter.CreateCounter<long>("wasper.gateway.cache.purges", "{purge}", "Times that all assets were dropped.");
        _failures = _meter.CreateCounter<long>("wasper.gateway.cache.failures", "{failure}", "Assets that could not be compressed.");
    }

    public void Hit() => _hits.Add(1);

    public void Missed() => _misses.Add(1);

    public void Evicted() => _evictions.Add(1);

    public void Purged() => _purges.Add(1);

    public void CompressionFailed() => _failures.Add(1);

    public void Observe(Func<CacheState> state)
    {
        _meter.CreateObservableUpDownCounter("wasper.gateway.cache.size", () => state().Bytes, "By", "Memory that cached assets take in all forms.");
        _meter.CreateObservableUpDownCounter("wasper.gateway.cache.assets", () => state().Assets, "{asset}", "Assets in the cache.");
    }
}

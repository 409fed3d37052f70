using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway.Load.Latency;

/// <summary>How long requests took.</summary>
internal sealed class LatencySample
{
    private readonly long[] _sorted;

    /// <param name="ticks">As <see cref="Stopwatch"/> counts, one for each request.</param>
    public LatencySample(IEnumerable<long> ticks, double requestsPerSecond)
    {
        _sorted = [.. ticks.Order()];
        RequestsPerSecond = requestsPerSecond;
    }

    public int Count => _sorted.Length;

    /// <summary>The rate that was reached: below the one asked for where a proxy cannot keep up.</summary>
    public double RequestsPerSecond { get; }

    /// <summary>Milliseconds that the given part of the requests, 0 to 1, has not exceeded.</summary>
    public double Milliseconds(double part) => _sorted[Math.Max(0, (int)Math.Ceiling(part * _sorted.Length) - 1)] * 1000d / Stopwatch.Frequency;
}

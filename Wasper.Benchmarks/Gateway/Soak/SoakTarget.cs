using Wasper.Benchmarks.Gateway.Load;

namespace Wasper.Benchmarks.Gateway.Soak;

/// <summary>A proxy under the mixed load, and what is known of it.</summary>
internal sealed class SoakTarget(RunningServer server, Certificate certificate) : IDisposable
{
    private readonly TrafficMix _mix = new(server, certificate);
    private readonly List<ProcessSample> _samples = [];
    private readonly TimeSpan _cpuBefore = ProcessTree.Cpu(server.Id);
    private TimeSpan _cpuNow;

    public string Name => server.Name;

    public IReadOnlyList<Traffic> Traffic => _mix.All;

    public IReadOnlyList<ProcessSample> Samples => _samples;

    public int Failed => Traffic.Sum(traffic => traffic.Failed);

    public Trend Memory => TrendOf(sample => sample.ResidentMegabytes);

    public Trend Handles => TrendOf(sample => sample.Handles);

    public Trend Threads => TrendOf(sample => sample.Threads);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(Traffic.Select(traffic => traffic.RunAsync(cancellationToken)));

    /// <summary>Looks at the proxy's processes. Throws <see cref="InvalidOperationException"/> where it has ended.</summary>
    public ProcessSample Sample(TimeSpan elapsed)
    {
        var sample = ProcessSample.Take(server, elapsed);
        _samples.Add(sample);
        _cpuNow = ProcessTree.Cpu(server.Id);
        return sample;
    }

    /// <summary>Up to the last sample.</summary>
    public Cost Cost(TimeSpan duration)
    {
        var done = Traffic.Sum(traffic => (long)traffic.Done);
        return new Cost(done, done / duration.TotalSeconds, _cpuNow - _cpuBefore);
    }

    public void Dispose() => _mix.Dispose();

    // Of the second half: the first belongs to the compiler, the pools and the caches.
    private Trend TrendOf(Func<ProcessSample, double> figure) =>
        Trend.Of([.. _samples.Skip(_samples.Count / 2).Select(sample => (sample.Minute, figure(sample)))]);
}

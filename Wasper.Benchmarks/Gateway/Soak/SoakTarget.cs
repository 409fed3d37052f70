using Wasper.Benchmarks.Gateway.Load;

namespace Wasper.Benchmarks.Gateway.Soak;

/// <summary>A proxy under the mixed load, and what is known of it.</summary>
internal sealed class SoakTarget(RunningServer server, Certificate certificate) : IDisposable
{
    private readonly TrafficMix _mix = new(server, certificate);
    private readonly List<ProcessSample> _samples = [];

    public string Name => server.Name;

    public IReadOnlyList<Traffic> Traffic => _mix.All;

    public IReadOnlyList<ProcessSample> Samples => _samples;

    /// <summary>What is judged: the first half belongs to the compiler, the pools and the caches.</summary>
    private List<ProcessSample> SecondHalf => _samples[(_samples.Count / 2)..];

    public int Failed => Traffic.Sum(traffic => traffic.Failed);

    public Cost Cost
    {
        get
        {
            var (first, last) = (SecondHalf[0], SecondHalf[^1]);
            var operations = last.Operations - first.Operations;
            return new Cost(operations, operations / TimeSpan.FromMinutes(last.Minute - first.Minute).TotalSeconds, last.Cpu - first.Cpu);
        }
    }

    public Trend Memory => TrendOf(sample => sample.ResidentMegabytes);

    public Trend Handles => TrendOf(sample => sample.Handles);

    public Trend Threads => TrendOf(sample => sample.Threads);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(Traffic.Select(traffic => traffic.RunAsync(cancellationToken)));

    /// <summary>Looks at the proxy's processes. Throws <see cref="InvalidOperationException"/> where it has ended.</summary>
    public ProcessSample Sample(TimeSpan elapsed)
    {
        _samples.Add(ProcessSample.Take(server, elapsed, Traffic.Sum(traffic => (long)traffic.Done)));
        return _samples[^1];
    }

    public void Dispose() => _mix.Dispose();

    private Trend TrendOf(Func<ProcessSample, double> figure) => Trend.Of([.. SecondHalf.Select(sample => (sample.Minute, figure(sample)))]);
}

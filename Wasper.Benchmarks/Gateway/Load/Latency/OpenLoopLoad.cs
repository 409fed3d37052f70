using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway.Load.Latency;

/// <summary>Requests at a constant rate, whether or not the ones before are answered. Each is timed from the moment it was due, not from the moment it could be sent: a
/// proxy that stalls is charged for every request that fell into the stall (what wrk and h2load leave out, the coordinated omission).</summary>
/// <param name="connect">Opens one of the connections.</param>
internal sealed class OpenLoopLoad(Func<IBlockingConnection> connect, int requestsPerSecond, int connections)
{
    /// <summary>For all connections to be open and all threads to be waiting.</summary>
    private static readonly TimeSpan _leadTime = TimeSpan.FromSeconds(0.5);

    public async Task<LatencySample> RunAsync(int seconds, CancellationToken cancellationToken)
    {
        var exchanges = Enumerable.Range(0, connections).Select(_ => new HttpExchange(connect())).ToList();
        try
        {
            var latencies = new long[requestsPerSecond * seconds];
            var start = Stopwatch.GetTimestamp() + (long)(_leadTime.TotalSeconds * Stopwatch.Frequency);
            await Task.WhenAll(exchanges.Select((exchange, i) => Task.Factory.StartNew(
                () => Run(exchange, i, latencies, start, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            return new LatencySample(latencies, latencies.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        finally
        {
            exchanges.ForEach(exchange => exchange.Dispose());
        }
    }

    // Each connection has every n-th request; its first one is sent beforehand, so that no handshake is timed.
    private void Run(HttpExchange exchange, int first, long[] latencies, long start, CancellationToken cancellationToken)
    {
        exchange.Run();
        for (var i = first; i < latencies.Length; i += connections)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var due = start + (i * Stopwatch.Frequency / requestsPerSecond);
            Pacer.WaitUntil(due);
            exchange.Run();
            latencies[i] = Stopwatch.GetTimestamp() - due;
        }
    }
}

using Wasper.Benchmarks.Gateway.Load;
using Wasper.Benchmarks.Gateway.Load.Latency;
using Wasper.Benchmarks.Gateway.Load.OpenSsl;
using Wasper.Benchmarks.Gateway.Peers;
using Wasper.Benchmarks.Gateway.Reporting;

namespace Wasper.Benchmarks.Gateway;

/// <summary>How much later an answer of 1 KB arrives through a proxy, over TLS 1.3, than from the upstream itself, at a rate that leaves the proxy time to spare.</summary>
internal static class LatencyBenchmark
{
    private const int DefaultRounds = 5;
    private const int DefaultSeconds = 10;
    private const int DefaultWarmUp = 8;

    private const int RequestsPerSecond = 2000;
    private const int Connections = 32;

    private static readonly double[] _parts = [0.5, 0.99, 0.999];

    private sealed record Sample(LatencySample Latency, Cost Cost);

    public static GatewayBenchmark Benchmark { get; } = new(
        "latency",
        "latency added at 2,000 requests/s: p50, p99 and p99.9, beside nginx, HAProxy and Caddy",
        [BenchmarkArguments.Rounds, BenchmarkArguments.Seconds, BenchmarkArguments.WarmUp, BenchmarkArguments.Only, BenchmarkArguments.Build],
        RunAsync);

    private static async Task<IReadOnlyList<Bar>> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        await using var upstream = await FastUpstream.StartAsync(folder, cancellationToken);
        await using var stage = await BenchmarkStage.SetAsync(
            arguments, folder, [new NginxPeer(), new HaproxyPeer(), new CaddyPeer()], upstream.Port, cancellationToken);
        using var tls = new OpenSslClient(TlsVersion.Tls13);

        IReadOnlyList<RunningServer> servers = [upstream, .. stage.Peers];
        foreach (var server in servers)
        {
            await MeasureAsync(server, arguments.Number(BenchmarkArguments.WarmUp, DefaultWarmUp));
        }

        var seconds = arguments.Number(BenchmarkArguments.Seconds, DefaultSeconds);
        var rounds = arguments.Number(BenchmarkArguments.Rounds, DefaultRounds);
        var samples = await Turns.TakeAsync(servers, rounds, $"{RequestsPerSecond} requests/s", server => MeasureAsync(server, seconds));
        return [Judge(samples, upstream.Name)];

        async Task<Sample> MeasureAsync(RunningServer server, int duration)
        {
            var load = new OpenLoopLoad(
                () => server == upstream ? new PlainConnection(server.Port) : tls.Connect(server.Port), RequestsPerSecond, Connections);
            var before = ProcessTree.Cpu(server.Id);
            var latency = await load.RunAsync(duration, cancellationToken);
            return new Sample(latency, new Cost(latency.Count, latency.RequestsPerSecond, ProcessTree.Cpu(server.Id) - before));
        }
    }

    private static Bar Judge(IReadOnlyList<(string Name, IReadOnlyList<Sample> Samples)> rows, string direct)
    {
        var costs = new CostTable([.. rows.Select(row => (row.Name, (IReadOnlyList<Cost>)[.. row.Samples.Select(sample => sample.Cost)]))], BenchmarkStage.Baseline);
        var latencies = rows.ToDictionary(row => row.Name, row => _parts.Select(part => Milliseconds(row.Samples, part)).ToList());
        var table = new MarkdownTable(
            $"{RequestsPerSecond} requests/s due, {Connections} connections", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "worst ms",
            "added p50", "added p99", "added p99.9", "CPU µs/request", $"efficiency to {BenchmarkStage.Baseline}");
        foreach (var (name, samples) in rows)
        {
            var isDirect = name == direct;
            table.Add(
            [
                isDirect ? "direct, without TLS" : name,
                costs.PerSecond(name).Format("0"),
                .. latencies[name].Select(value => value.Format("0.00")),
                samples.Max(sample => sample.Latency.Milliseconds(1)).Format("0.0"),
                .. latencies[name].Zip(latencies[direct], (through, without) => isDirect ? "–" : (through - without).Format("0.00")),
                costs.PerOperation(name).Format("0.0"),
                isDirect ? "–" : costs.Efficiency(name).Format("0.00"),
            ]);
        }

        table.Print();
        Console.WriteLine("Medians of the rounds; each request is timed from the moment it was due.\n");
        double? added = latencies.TryGetValue(BenchmarkStage.Own, out var own) ? own[1] - latencies[direct][1] : null;
        return Bar.AtMost($"added latency at {RequestsPerSecond} requests/s, p99", 2, added, "ms");
    }

    private static double Milliseconds(IEnumerable<Sample> samples, double part) => samples.Select(sample => sample.Latency.Milliseconds(part)).Median();
}

using Wasper.Benchmarks.Gateway.Load;
using Wasper.Benchmarks.Gateway.Peers;
using Wasper.Benchmarks.Gateway.Reporting;

namespace Wasper.Benchmarks.Gateway;

/// <summary>What a proxied request of 1 KB costs over TLS 1.3, keep-alive on both sides: the proxy's processor time, and how much memory it keeps.</summary>
/// <remarks>Client, proxy and upstream share the machine, so requests per second depend on all three; processor time per request is the steadier figure.</remarks>
internal static class ProxiedBenchmark
{
    private const int DefaultRounds = 5;
    private const int DefaultSeconds = 5;

    /// <summary>Seconds; long enough for the just-in-time compiler's last tier.</summary>
    private const int DefaultWarmUp = 8;

    private const int Connections = 32;

    public static GatewayBenchmark Benchmark { get; } = new(
        "proxied",
        "CPU time and memory per proxied request of 1 KB, beside nginx, HAProxy and Caddy",
        [BenchmarkArguments.Rounds, BenchmarkArguments.Seconds, BenchmarkArguments.WarmUp, BenchmarkArguments.Only, BenchmarkArguments.Build],
        RunAsync);

    private static async Task<IReadOnlyList<Bar>> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        await using var upstream = await FastUpstream.StartAsync(folder, cancellationToken);
        await using var stage = await BenchmarkStage.SetAsync(
            arguments, folder, [new NginxPeer(), new HaproxyPeer(), new CaddyPeer()], upstream.Port, cancellationToken);

        var bars = new List<Bar>();
        var wrk = LoadGenerator.Wrk(TlsPins.WriteOpenSslConfiguration(folder), Connections);
        foreach (var load in (LoadGenerator[])[wrk, LoadGenerator.Http1(), LoadGenerator.Http2()])
        {
            if (!load.Tool.Exists)
            {
                Console.Error.WriteLine($"'{load.Name}' is left out: {load.Tool.Missing}");
                continue;
            }

            var costs = await MeasureAsync(stage, load, arguments, cancellationToken);
            costs.Print(load.Name, "request");
            bars.Add(Bar.AtLeast($"CPU efficiency, {load.Name}", 0.75, costs.Efficiency(BenchmarkStage.Own), "× nginx"));
            bars.Add(Bar.AtLeast($"throughput, {load.Name}", 2, costs.PerSecond(BenchmarkStage.Own) / costs.PerSecond("Caddy"), "× Caddy"));
        }

        bars.AddRange(PrintMemory(stage));
        return bars;
    }

    private static async Task<CostTable> MeasureAsync(
        BenchmarkStage stage, LoadGenerator load, BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Number(BenchmarkArguments.Rounds, DefaultRounds);
        var seconds = arguments.Number(BenchmarkArguments.Seconds, DefaultSeconds);
        foreach (var peer in stage.Peers)
        {
            await load.RunAsync(Url(peer), arguments.Number(BenchmarkArguments.WarmUp, DefaultWarmUp), cancellationToken);
        }

        var samples = await Turns.TakeAsync(
            stage.Peers, rounds, load.Name, peer => Cost.MeasureAsync(peer, () => load.RunAsync(Url(peer), seconds, cancellationToken)));
        return new CostTable(samples, BenchmarkStage.Baseline);
    }

    private static List<Bar> PrintMemory(BenchmarkStage stage)
    {
        var table = new MarkdownTable("memory after all of it", "resident MB", "peak MB");
        var bars = new List<Bar>();
        foreach (var peer in stage.Peers)
        {
            var resident = ProcessTree.ResidentMegabytes(peer.Id);
            table.Add(peer.Name, resident.Format("0"), ProcessTree.PeakMegabytes(peer.Id).Format("0"));
            if (peer.Name == BenchmarkStage.Own)
            {
                bars.Add(Bar.AtMost("resident memory afterwards", 90, resident, "MB"));
            }
        }

        table.Print();
        return bars;
    }

    private static string Url(RunningServer peer) => $"https://localhost:{peer.Port}/api/v1/flows";
}

using Wasper.Benchmarks.Gateway.Load;
using Wasper.Benchmarks.Gateway.Load.OpenSsl;
using Wasper.Benchmarks.Gateway.Peers;
using Wasper.Benchmarks.Gateway.Reporting;

namespace Wasper.Benchmarks.Gateway;

/// <summary>What a new client costs: a connection, a TLS handshake with the P-256 certificate, full or resumed, and a goodbye, without a request.</summary>
internal static class HandshakesBenchmark
{
    private const int DefaultRounds = 5;
    private const int DefaultSeconds = 5;
    private const int DefaultWarmUp = 3;

    private static readonly (string Name, TlsVersion Version, bool IsResuming)[] _kinds =
    [
        ("TLS 1.3, full", TlsVersion.Tls13, false),
        ("TLS 1.3, resumed", TlsVersion.Tls13, true),
        ("TLS 1.2, full", TlsVersion.Tls12, false),
        ("TLS 1.2, resumed", TlsVersion.Tls12, true),
    ];

    public static GatewayBenchmark Benchmark { get; } = new(
        "handshakes",
        "full and resumed handshakes of TLS 1.3 and 1.2 per CPU second, beside nginx, HAProxy and Caddy",
        [BenchmarkArguments.Rounds, BenchmarkArguments.Seconds, BenchmarkArguments.WarmUp, BenchmarkArguments.Only, BenchmarkArguments.Build],
        RunAsync);

    private static async Task<IReadOnlyList<Bar>> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        await using var upstream = await FastUpstream.StartAsync(folder, cancellationToken);
        await using var stage = await BenchmarkStage.SetAsync(
            arguments, folder, [new NginxPeer(), new HaproxyPeer(), new CaddyPeer()], upstream.Port, cancellationToken);

        var bars = new List<Bar>();
        foreach (var (name, version, isResuming) in _kinds)
        {
            var loads = stage.Peers.ToDictionary(peer => peer.Name, _ => new HandshakeLoad(version, isResuming));
            var costs = await MeasureAsync(stage, name, loads, arguments, cancellationToken);
            costs.Print(name, "handshake");
            var shares = loads.Select(load => $"{load.Key} {(100 * load.Value.ResumedShare).Format("0.##")}%");
            Console.WriteLine($"Resumed, by the client's account: {string.Join(", ", shares)}.\n");
            bars.Add(Bar.AtLeast($"handshakes per CPU second, {name}", 0.85, costs.Efficiency(BenchmarkStage.Own), "× nginx"));
            if (isResuming && loads.TryGetValue(BenchmarkStage.Own, out var own))
            {
                bars.Add(Bar.AtLeast($"resumed of those offered, {name}", 100, 100 * own.ResumedShare, "%"));
            }
        }

        return bars;
    }

    private static async Task<CostTable> MeasureAsync(
        BenchmarkStage stage, string name, Dictionary<string, HandshakeLoad> loads, BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Number(BenchmarkArguments.Rounds, DefaultRounds);
        var seconds = arguments.Number(BenchmarkArguments.Seconds, DefaultSeconds);
        foreach (var peer in stage.Peers)
        {
            await loads[peer.Name].RunAsync(peer.Port, arguments.Number(BenchmarkArguments.WarmUp, DefaultWarmUp), cancellationToken);
        }

        var samples = await Turns.TakeAsync(
            stage.Peers, rounds, name, peer => Cost.MeasureAsync(peer, () => loads[peer.Name].RunAsync(peer.Port, seconds, cancellationToken)));
        return new CostTable(samples, BenchmarkStage.Baseline);
    }
}

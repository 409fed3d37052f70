using System.Diagnostics;
using Wasper.Benchmarks.Gateway.Load;
using Wasper.Benchmarks.Gateway.Load.OpenSsl;
using Wasper.Benchmarks.Gateway.Peers;
using Wasper.Benchmarks.Gateway.Reporting;

namespace Wasper.Benchmarks.Gateway;

/// <summary>What a WebSocket keeps in a proxy's memory while nothing is said on it, and what it cost to open.</summary>
internal static class WebSocketsBenchmark
{
    private const int Sockets = 1000;

    /// <summary>So that code and pools are there before memory is looked at; few enough not to leave room for the sockets that are measured.</summary>
    private const int WarmUpSockets = 20;

    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _settleLimit = TimeSpan.FromSeconds(60);

    /// <summary>Looks in a row at which memory has to be the same to within <see cref="SettledMegabytes"/>.</summary>
    private const int LooksToSettle = 5;

    private const double SettledMegabytes = 0.25;

    private sealed record Sample(double Before, double After, Cost Opening)
    {
        public double KilobytesEach => (After - Before) * 1024 / Sockets;
    }

    public static GatewayBenchmark Benchmark { get; } = new(
        "websockets",
        "memory of 1,000 idle WebSockets, beside nginx, HAProxy and Caddy",
        [BenchmarkArguments.Only, BenchmarkArguments.Build],
        RunAsync);

    private static async Task<IReadOnlyList<Bar>> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        await using var app = await StandInApp.StartAsync();
        await using var stage = await BenchmarkStage.SetAsync(
            arguments, folder, [new NginxPeer(), new HaproxyPeer(), new CaddyPeer()], app.Port, cancellationToken);
        using var client = new OpenSslClient(TlsVersion.Tls13);

        // Once each: a second time the memory of the first would be used again.
        var samples = await Turns.TakeAsync(stage.Peers, 1, $"{Sockets} WebSockets", peer => MeasureAsync(client, peer, cancellationToken));
        var rows = samples.ToDictionary(row => row.Name, row => row.Samples[0]);
        var costs = new CostTable([.. rows.Select(row => (row.Key, (IReadOnlyList<Cost>)[row.Value.Opening]))], BenchmarkStage.Baseline);
        var nginx = rows.GetValueOrDefault(BenchmarkStage.Baseline)?.KilobytesEach;
        var table = new MarkdownTable($"{Sockets} idle WebSockets", "resident MB before", "resident MB with them", "KB each", "ratio to nginx");
        foreach (var (name, sample) in rows)
        {
            table.Add(
                name, sample.Before.Format("0.0"), sample.After.Format("0.0"), sample.KilobytesEach.Format("0.0"), (sample.KilobytesEach / nginx).Format("0.00"));
        }

        table.Print();
        costs.Print("opening them", "WebSocket");
        return [Bar.AtMost("memory of an idle WebSocket", 30, rows.GetValueOrDefault(BenchmarkStage.Own)?.KilobytesEach, "KB")];
    }

    private static async Task<Sample> MeasureAsync(OpenSslClient client, RunningServer peer, CancellationToken cancellationToken)
    {
        Close(Open(client, peer, WarmUpSockets, cancellationToken));
        var before = await SettleAsync(peer, cancellationToken);
        var used = ProcessTree.Cpu(peer.Id);
        var started = Stopwatch.GetTimestamp();
        var sockets = Open(client, peer, Sockets, cancellationToken);
        try
        {
            var opening = new Cost(Sockets, Sockets / Stopwatch.GetElapsedTime(started).TotalSeconds, ProcessTree.Cpu(peer.Id) - used);
            return new Sample(before, await SettleAsync(peer, cancellationToken), opening);
        }
        finally
        {
            Close(sockets);
        }
    }

    private static List<IdleWebSocket> Open(OpenSslClient client, RunningServer peer, int count, CancellationToken cancellationToken)
    {
        var sockets = new List<IdleWebSocket>();
        try
        {
            while (sockets.Count < count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                sockets.Add(new IdleWebSocket(client, peer.Port));
            }

            return sockets;
        }
        catch
        {
            Close(sockets);
            throw;
        }
    }

    private static void Close(List<IdleWebSocket> sockets) => sockets.ForEach(socket => socket.Dispose());

    /// <summary>Waits until memory stays the same, for a minute at most.</summary>
    /// <returns>The resident megabytes then.</returns>
    private static async Task<double> SettleAsync(RunningServer peer, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var last = new List<double> { ProcessTree.ResidentMegabytes(peer.Id) };
        while (Stopwatch.GetElapsedTime(started) < _settleLimit && (last.Count < LooksToSettle || last.Max() - last.Min() > SettledMegabytes))
        {
            await Task.Delay(_look, cancellationToken);
            last.Add(ProcessTree.ResidentMegabytes(peer.Id));
            last.RemoveRange(0, Math.Max(0, last.Count - LooksToSettle));
        }

        return last[^1];
    }
}

using Wasper.Benchmarks.Gateway.Load;
using Wasper.Benchmarks.Gateway.Peers;

namespace Wasper.Benchmarks.Gateway;

/// <summary>What a proxied request of 1 KB costs over TLS 1.3, keep-alive on both sides: the proxy's processor time, and how much memory it keeps.</summary>
/// <remarks>Client, proxy and upstream share the machine, so requests per second depend on all three; processor time per request is the steadier figure. The
/// proxies take turns, round by round, so that a neighbour's load falls on all of them.</remarks>
internal static class ProxiedBenchmark
{
    private const int DefaultRounds = 5;
    private const int DefaultSeconds = 5;

    /// <summary>Long enough for the just-in-time compiler's last tier.</summary>
    private const int WarmUpSeconds = 8;

    private sealed record Sample(double RequestsPerSecond, long Requests, double MicrosecondsPerRequest);

    public static async Task<int> RunAsync(BenchmarkArguments arguments)
    {
        var rounds = arguments.Number("--rounds", DefaultRounds);
        var seconds = arguments.Number("--seconds", DefaultSeconds);
        await using var stage = await BenchmarkStage.SetAsync(arguments, [new NginxPeer(), new HaproxyPeer(), new CaddyPeer()]);
        foreach (var load in (LoadGenerator[])[LoadGenerator.Wrk, LoadGenerator.Http1, LoadGenerator.Http2])
        {
            if (!Tool.Exists(load.Program))
            {
                Console.Error.WriteLine($"'{load.Name}' is left out: '{load.Program}' is not on this machine.");
                continue;
            }

            Print(load, await MeasureAsync(stage, load, rounds, seconds), rounds, seconds);
        }

        Console.WriteLine("| memory after all of it | resident MB | peak MB |");
        Console.WriteLine("|---|---|---|");
        foreach (var peer in stage.Peers)
        {
            var (resident, peak) = (ProcessTree.ResidentMegabytes(peer.Id), ProcessTree.PeakMegabytes(peer.Id));
            Console.WriteLine($"| {peer.Name} | {resident.Format("0")} | {peak.Format("0")} |");
        }

        return 0;
    }

    private static async Task<Dictionary<string, List<Sample>>> MeasureAsync(BenchmarkStage stage, LoadGenerator load, int rounds, int seconds)
    {
        var samples = stage.Peers.ToDictionary(peer => peer.Name, _ => new List<Sample>());
        foreach (var peer in stage.Peers)
        {
            await load.RunAsync(Url(peer), WarmUpSeconds);
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var peer in stage.Peers)
            {
                var before = ProcessTree.Cpu(peer.Id);
                var result = await load.RunAsync(Url(peer), seconds);
                var used = ProcessTree.Cpu(peer.Id) - before;
                samples[peer.Name].Add(new Sample(result.RequestsPerSecond, result.Requests, used.TotalMicroseconds / result.Requests));
            }

            Console.Error.WriteLine($"{load.Name}: round {round + 1} of {rounds}");
        }

        return samples;
    }

    private static void Print(LoadGenerator load, Dictionary<string, List<Sample>> samples, int rounds, int seconds)
    {
        var baseline = samples.TryGetValue(BenchmarkStage.Baseline, out var own) ? own.Select(sample => sample.MicrosecondsPerRequest).Median() : double.NaN;
        Console.WriteLine($"| {load.Name}; medians of {rounds} × {seconds} s | requests | requests/s | CPU µs/request | least–most | efficiency to nginx |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, all) in samples)
        {
            var cost = all.Select(sample => sample.MicrosecondsPerRequest).ToList();
            Console.WriteLine($"| {name} | {all.Sum(sample => sample.Requests)} | {all.Select(sample => sample.RequestsPerSecond).Median().Format("0")} "
                + $"| {cost.Median().Format("0.0")} | {cost.Min().Format("0.0")}–{cost.Max().Format("0.0")} | {(baseline / cost.Median()).Format("0.00")} |");
        }

        Console.WriteLine();
    }

    private static string Url(RunningServer peer) => $"https://localhost:{peer.Port}/api/v1/flows";
}

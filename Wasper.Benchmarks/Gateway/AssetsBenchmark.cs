using System.Diagnostics;
using Wasper.Benchmarks.Gateway.Load;
using Wasper.Benchmarks.Gateway.Peers;
using Wasper.Benchmarks.Gateway.Reporting;

namespace Wasper.Benchmarks.Gateway;

/// <summary>What the app's scripts cost on their way to browsers: bytes and processor time, over TLS 1.3. The gateway answers from its memory, compressed once; nginx
/// proxies as the app's own nginx does, without compression, and once more with the buffering that is its default.</summary>
internal static class AssetsBenchmark
{
    private const int DefaultRounds = 5;
    private const int DefaultSeconds = 5;
    private const int DefaultWarmUp = 5;

    /// <summary>Of Activepieces 0.71.2's main script.</summary>
    private const int ScriptBytes = 5_170_000;

    private const int AssetBytes = 100 * 1024;
    private const string Unbuffered = "nginx-unbuffered";
    private const string Browser = "br, gzip";

    /// <summary>Brotli at its best takes some ten seconds for 5 MB, several times that on a busy machine.</summary>
    private static readonly TimeSpan _encodingLimit = TimeSpan.FromMinutes(5);

    private sealed record Work(string Name, string Path, string? AcceptedCodings, int Connections);

    public static GatewayBenchmark Benchmark { get; } = new(
        "assets",
        "bytes and CPU time for a 5 MB script and a 100 KB asset from the cache, beside nginx proxying them",
        [BenchmarkArguments.Rounds, BenchmarkArguments.Seconds, BenchmarkArguments.WarmUp, BenchmarkArguments.Only, BenchmarkArguments.Build],
        RunAsync);

    private static async Task<IReadOnlyList<Bar>> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        Tool.Wrk.Require();
        using var folder = new WorkFolder();
        var script = FastUpstream.AddAsset(folder, "index-Dq3kXw9Z.js", ScriptBundle.Create(ScriptBytes, seed: 1));
        var asset = FastUpstream.AddAsset(folder, "builder-B7nTc0aH.js", ScriptBundle.Create(AssetBytes, seed: 2));
        await using var upstream = await FastUpstream.StartAsync(folder, cancellationToken);
        await using var stage = await BenchmarkStage.SetAsync(
            arguments, folder, [new NginxPeer(), new NginxPeer(Unbuffered, isBuffering: false)], upstream.Port, cancellationToken);

        Work[] works =
        [
            new("5 MB script, br", script, Browser, 8),
            new("100 KB asset, br", asset, Browser, 32),
            new("100 KB asset, identity", asset, null, 32),
        ];
        await PrintEncodingAsync(stage, works, cancellationToken);
        var bars = new List<Bar>
        {
            Bar.AtMost("bytes of the 5 MB script", 0.25, await PrintBytesAsync(stage, works, cancellationToken), "× nginx"),
        };
        var configuration = TlsPins.WriteOpenSslConfiguration(folder);
        foreach (var work in works)
        {
            var costs = await MeasureAsync(stage, work, configuration, arguments, cancellationToken);
            costs.Print(work.Name, "request");
            bars.Add(Bar.AtLeast($"CPU efficiency, {work.Name}", 1, LeastEfficiency(costs), "× the cheaper nginx"));
        }

        return bars;
    }

    /// <summary>Has the gateways take the assets into their memory and compress them, which each does once for a version of the app, and tells what that costs.</summary>
    private static async Task PrintEncodingAsync(BenchmarkStage stage, IEnumerable<Work> works, CancellationToken cancellationToken)
    {
        var table = new MarkdownTable("once for each version of the app", "seconds until all is brotli", "CPU seconds");
        foreach (var gateway in stage.Gateways)
        {
            var started = Stopwatch.GetTimestamp();
            var before = ProcessTree.Cpu(gateway.Id);
            foreach (var path in works.Select(work => work.Path).Distinct())
            {
                while (await AssetAnswer.FetchAsync(gateway, stage.Certificate, path, Browser, cancellationToken) is not { Coding: "br", IsReady: true })
                {
                    if (Stopwatch.GetElapsedTime(started) > _encodingLimit)
                    {
                        throw new InvalidOperationException($"{gateway.Name} has not compressed {path} within {_encodingLimit.TotalMinutes} minutes.");
                    }

                    await Task.Delay(TimeSpan.FromSeconds(0.5), cancellationToken);
                }
            }

            var used = ProcessTree.Cpu(gateway.Id) - before;
            table.Add(gateway.Name, Stopwatch.GetElapsedTime(started).TotalSeconds.Format("0.0"), used.TotalSeconds.Format("0.0"));
        }

        table.Print();
    }

    /// <returns>The bytes of the script from our gateway as a part of nginx's; null where one of them is missing.</returns>
    private static async Task<double?> PrintBytesAsync(BenchmarkStage stage, IReadOnlyList<Work> works, CancellationToken cancellationToken)
    {
        var table = new MarkdownTable(["bytes of an answer", .. works.Select(work => work.Name)]);
        var script = new Dictionary<string, double?>();
        foreach (var peer in stage.Peers)
        {
            var row = new List<string> { peer.Name };
            foreach (var work in works)
            {
                var answer = await AssetAnswer.FetchAsync(peer, stage.Certificate, work.Path, work.AcceptedCodings, cancellationToken);
                row.Add($"{answer.Bytes}{(answer.Coding.Length > 0 ? $" ({answer.Coding})" : "")}");
                script.TryAdd(peer.Name, answer.Bytes);
            }

            table.Add(row);
        }

        table.Print();
        return script.GetValueOrDefault(BenchmarkStage.Own) / script.GetValueOrDefault(BenchmarkStage.Baseline);
    }

    private static async Task<CostTable> MeasureAsync(
        BenchmarkStage stage, Work work, string configuration, BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Number(BenchmarkArguments.Rounds, DefaultRounds);
        var seconds = arguments.Number(BenchmarkArguments.Seconds, DefaultSeconds);
        IEnumerable<string> headers = work.AcceptedCodings is { } codings ? [$"Accept-Encoding: {codings}"] : [];
        var load = LoadGenerator.Wrk(configuration, work.Connections, headers);
        foreach (var peer in stage.Peers)
        {
            await load.RunAsync(Url(peer), arguments.Number(BenchmarkArguments.WarmUp, DefaultWarmUp), cancellationToken);
        }

        var samples = await Turns.TakeAsync(
            stage.Peers, rounds, work.Name, peer => Cost.MeasureAsync(peer, () => load.RunAsync(Url(peer), seconds, cancellationToken)));
        return new CostTable(samples, BenchmarkStage.Baseline);

        string Url(RunningServer peer) => $"https://localhost:{peer.Port}{work.Path}";
    }

    // Against the better of nginx's two ways; null where neither was measured.
    private static double? LeastEfficiency(CostTable costs)
    {
        var nginx = ((double?[])[costs.PerOperation(BenchmarkStage.Baseline), costs.PerOperation(Unbuffered)]).Min();
        return nginx / costs.PerOperation(BenchmarkStage.Own);
    }
}

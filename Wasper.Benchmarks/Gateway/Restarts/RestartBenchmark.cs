using System.Diagnostics;
using Wasper.Benchmarks.Gateway.Reporting;

namespace Wasper.Benchmarks.Gateway.Restarts;

/// <summary>Requests from many clients while the app is killed and started again. Reading ones wait or are sent once more; of those that change something only
/// those may fail that were with the app when it was killed, and none may be there twice.</summary>
internal static class RestartBenchmark
{
    private const int Clients = 16;
    private const int DefaultSeconds = 20;
    private const int Kills = 3;

    public static GatewayBenchmark Benchmark { get; } = new(
        "restart",
        "16 clients while the app is killed and started again three times: which requests fail",
        [BenchmarkArguments.Seconds],
        RunAsync);

    private static async Task<IReadOnlyList<Bar>> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        await using var app = new MortalApp(folder);
        await app.StartAsync(cancellationToken);
        await using var gateway = await MortalGateway.StartAsync(folder, app.Port, cancellationToken);
        using var client = gateway.CreateClient("/api/v1/flows");

        var callers = Enumerable.Range(0, Clients).Select(number => new Caller(client, number)).ToList();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var calls = Task.WhenAll(callers.Select(caller => caller.RunAsync(end.Token)));
        var kills = await RestartAsync(app, TimeSpan.FromSeconds(arguments.Number(BenchmarkArguments.Seconds, DefaultSeconds)), cancellationToken);
        await end.CancelAsync();
        await calls;
        cancellationToken.ThrowIfCancellationRequested();
        return Judge(callers, kills, app.ReadRecord());
    }

    /// <summary>The time is cut into as many parts as the app is killed; in each it is away for the second third.</summary>
    private static async Task<List<KillTime>> RestartAsync(MortalApp app, TimeSpan duration, CancellationToken cancellationToken)
    {
        var kills = new List<KillTime>();
        var third = duration / Kills / 3;
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(third, cancellationToken);
            var ordered = Stopwatch.GetTimestamp();
            await app.KillAsync();
            kills.Add(new KillTime(ordered, Stopwatch.GetTimestamp()));
            await Task.Delay(third, cancellationToken);
            await app.StartAsync(cancellationToken);
            await Task.Delay(third, cancellationToken);
        }

        return kills;
    }

    private static List<Bar> Judge(List<Caller> callers, List<KillTime> kills, AppRecord record)
    {
        var failed = callers.SelectMany(caller => caller.Failed).ToLookup(call => call.IsChange);
        var hit = failed[true].Where(call => kills.Exists(call.IsHitBy)).ToList();
        var begun = record.Begun.ToHashSet();
        var twice = record.Begun.Where(Caller.IsChange).GroupBy(request => request).Count(same => same.Count() > 1);
        var table = new MarkdownTable("answered", "failed, with the app when it was killed", "of these begun by it", "and done", "longest wait, ms");
        table.Add(
            $"{callers.Sum(caller => caller.Answered)}",
            $"{hit.Count}",
            $"{hit.Count(call => begun.Contains(call.Request))}",
            $"{hit.Count(call => record.Done.Contains(call.Request))}",
            callers.Max(caller => caller.LongestWait.TotalMilliseconds).Format("0"));
        table.Print();
        return
        [
            Bar.AtMost("reading requests that failed", 0, failed[false].Count(), "requests"),
            Bar.AtMost("changing requests that failed otherwise", 0, failed[true].Count() - hit.Count, "requests"),
            Bar.AtMost("changing requests that the app got twice", 0, twice, "requests"),
        ];
    }
}

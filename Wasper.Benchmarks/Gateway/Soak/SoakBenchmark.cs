using System.Diagnostics;
using Wasper.Benchmarks.Gateway.Load;
using Wasper.Benchmarks.Gateway.Peers;
using Wasper.Benchmarks.Gateway.Reporting;

namespace Wasper.Benchmarks.Gateway.Soak;

/// <summary>All kinds of traffic for a long time, on our gateway and on nginx at once: whether memory, handles and threads stay what they are, and whether anything
/// fails.</summary>
internal static class SoakBenchmark
{
    private const int DefaultMinutes = 60;

    /// <summary>Enough for a line through the second half of them.</summary>
    private const int LeastSamples = 20;

    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private static readonly TimeSpan _longestInterval = TimeSpan.FromMinutes(1);

    public static GatewayBenchmark Benchmark { get; } = new(
        "soak",
        "an hour of mixed load on the gateway and on nginx: memory, handles, threads, failures",
        [BenchmarkArguments.Minutes, BenchmarkArguments.Only, BenchmarkArguments.Build],
        RunAsync);

    private static async Task<IReadOnlyList<Bar>> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        await using var app = await StandInApp.StartAsync();
        await using var stage = await BenchmarkStage.SetAsync(arguments, folder, [new NginxPeer(isBuffering: false)], app.Port, cancellationToken);

        var duration = TimeSpan.FromMinutes(arguments.Number(BenchmarkArguments.Minutes, DefaultMinutes));
        var targets = stage.Peers.Select(peer => new SoakTarget(peer, stage.Certificate)).ToList();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = Task.WhenAll(targets.Select(target => target.RunAsync(end.Token)));
        try
        {
            await SampleAsync(targets, duration, cancellationToken);
        }
        finally
        {
            await end.CancelAsync();
            await load;
            targets.ForEach(target => target.Dispose());
        }

        PrintSamples(targets);
        PrintTraffic(targets);
        new CostTable([.. targets.Select(target => (target.Name, (IReadOnlyList<Cost>)[target.Cost]))], BenchmarkStage.Baseline)
            .Print("second half", "operation");
        PrintTrends(targets);
        return targets.Find(target => target.Name == BenchmarkStage.Own) is { } own ? Judge(own, duration) : [];
    }

    private static async Task SampleAsync(List<SoakTarget> targets, TimeSpan duration, CancellationToken cancellationToken)
    {
        var interval = duration / LeastSamples < _longestInterval ? duration / LeastSamples : _longestInterval;
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(interval);
        while (Stopwatch.GetElapsedTime(started) < duration && await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var target in targets)
            {
                var sample = target.Sample(Stopwatch.GetElapsedTime(started));
                Console.Error.WriteLine(
                    $"minute {sample.Minute.Format("0.0")}: {target.Name} {sample.ResidentMegabytes.Format("0.0")} MB, {sample.Handles} handles, "
                    + $"{sample.Threads} threads, {target.Failed} failures");
            }
        }
    }

    private static void PrintSamples(List<SoakTarget> targets)
    {
        var table = new MarkdownTable(
            ["minute", .. targets.SelectMany(target => (string[])[$"{target.Name} resident MB", $"{target.Name} handles", $"{target.Name} threads"])]);
        for (var i = 0; i < targets.Min(target => target.Samples.Count); i++)
        {
            table.Add(
            [
                targets[0].Samples[i].Minute.Format("0.0"),
                .. targets.Select(target => target.Samples[i])
                    .SelectMany(sample => (string[])[sample.ResidentMegabytes.Format("0.0"), $"{sample.Handles}", $"{sample.Threads}"]),
            ]);
        }

        table.Print();
    }

    private static void PrintTraffic(List<SoakTarget> targets)
    {
        var table = new MarkdownTable(["traffic", .. targets.SelectMany(target => (string[])[$"{target.Name} done", $"{target.Name} failed"]), "last failure"]);
        for (var i = 0; i < targets[0].Traffic.Count; i++)
        {
            var same = targets.Select(target => target.Traffic[i]).ToList();
            table.Add(
            [
                same[0].Name,
                .. same.SelectMany(traffic => (string[])[$"{traffic.Done}", $"{traffic.Failed}"]),
                same.Select(traffic => traffic.LastFailure).FirstOrDefault(failure => failure is not null) ?? "",
            ]);
        }

        table.Print();
    }

    private static void PrintTrends(List<SoakTarget> targets)
    {
        var table = new MarkdownTable("second half", "mean resident MB", "growth MB", "MB a day if that went on", "mean handles", "growth", "mean threads", "growth");
        foreach (var target in targets)
        {
            var (memory, handles, threads) = (target.Memory, target.Handles, target.Threads);
            table.Add(
                target.Name,
                memory.Mean.Format("0.0"), Growth(memory), memory.GrowthIn(_day.TotalMinutes).Format("+0;-0"),
                handles.Mean.Format("0.0"), Growth(handles),
                threads.Mean.Format("0.0"), Growth(threads));
        }

        table.Print();
    }

    private static IReadOnlyList<Bar> Judge(SoakTarget own, TimeSpan duration)
    {
        var time = $"{duration.TotalMinutes.Format("0")} minutes of mixed load";
        return
        [
            new($"resident memory, {time}", "flat", $"{Growth(own.Memory)} MB of {own.Memory.Mean.Format("0.0")}", own.Memory.IsFlat),
            new($"handles, {time}", "flat", $"{Growth(own.Handles)} of {own.Handles.Mean.Format("0.0")}", own.Handles.IsFlat),
            new($"threads, {time}", "flat", $"{Growth(own.Threads)} of {own.Threads.Mean.Format("0.0")}", own.Threads.IsFlat),
            Bar.AtMost($"failures, {time}", 0, own.Failed, "failures"),
        ];
    }

    private static string Growth(Trend trend) => $"{trend.Growth.Format("+0.0;-0.0")} ± {trend.Error.Format("0.0")}";
}

using System.Diagnostics;
using Wasper.Benchmarks.Gateway.Reporting;

namespace Wasper.Benchmarks.Gateway.Webhooks;

/// <summary>Webhooks at a steady rate while the app is killed and restarted again and again, and the gateway too, both with <c>kill -9</c>: while the app is away,
/// in the midst of the replay, and while the app is up.</summary>
internal static class WebhooksBenchmark
{
    private const int Flows = 20;
    private const int PerSecond = 200;
    private const int DefaultSeconds = 50;
    private const int AppKills = 5;

    private static readonly TimeSpan _replayLimit = TimeSpan.FromMinutes(2);

    public static GatewayBenchmark Benchmark { get; } = new(
        "webhooks",
        "200 webhooks a second while the app is killed five times and the gateway three times: none lost, doubled or out of order",
        [BenchmarkArguments.Seconds],
        RunAsync);

    private static async Task<IReadOnlyList<Bar>> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        var duration = TimeSpan.FromSeconds(arguments.Number(BenchmarkArguments.Seconds, DefaultSeconds));
        await using var app = new MortalApp(folder);
        await app.StartAsync(cancellationToken);
        await using var gateway = await MortalGateway.StartAsync(folder, app.Port, cancellationToken);
        using var client = gateway.CreateClient();

        var count = (int)(duration.TotalSeconds * PerSecond) / Flows;
        var senders = Enumerable.Range(0, Flows).Select(flow => new WebhookSender(client, flow, count, duration / count)).ToList();
        var faults = FaultsAsync(app, gateway, duration, cancellationToken);
        await Task.WhenAll([faults, .. senders.Select(sender => sender.RunAsync(cancellationToken))]);

        var replay = Stopwatch.GetTimestamp();
        using var spool = new SpoolClient(gateway.SocketPath);
        while (!await spool.IsEmptyAsync("pending", cancellationToken) || !await spool.IsEmptyAsync("sending", cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(replay) > _replayLimit)
            {
                throw new InvalidOperationException($"Not everything was delivered within {_replayLimit.TotalMinutes} minutes.");
            }

            await Task.Delay(50, cancellationToken);
        }

        var verdict = new WebhookVerdict([.. senders.Select(sender => sender.Taken)], app.ReadRecord().Begun, await spool.BodiesAsync("maybe", cancellationToken));
        Print(verdict, senders, Stopwatch.GetElapsedTime(replay));
        return
        [
            Bar.AtMost("acknowledged and lost", 0, verdict.Lost, "webhooks"),
            Bar.AtMost("delivered twice and not marked", 0, verdict.Doubled, "webhooks"),
            Bar.AtMost("out of the order of their flow", 0, verdict.OutOfOrder, "webhooks"),
        ];
    }

    /// <summary>The time is cut into as many parts as the app is killed; in each it is away from the first quarter to the third.</summary>
    private static async Task FaultsAsync(MortalApp app, MortalGateway gateway, TimeSpan duration, CancellationToken cancellationToken)
    {
        var quarter = duration / AppKills / 4;
        for (var kill = 0; kill < AppKills; kill++)
        {
            await Task.Delay(quarter, cancellationToken);
            await app.KillAsync();
            await Task.Delay(quarter, cancellationToken);
            if (kill == 0)
            {
                await gateway.KillAndRestartAsync(cancellationToken);
            }

            await Task.Delay(quarter, cancellationToken);
            await app.StartAsync(cancellationToken);
            if (kill == 1)
            {
                await UntilAsync(app.ReadRecord().Begun.Count + 50, app, cancellationToken);
                await gateway.KillAndRestartAsync(cancellationToken);
            }

            await Task.Delay(quarter, cancellationToken);
            if (kill == 2)
            {
                await gateway.KillAndRestartAsync(cancellationToken);
            }
        }
    }

    private static async Task UntilAsync(int arrived, MortalApp app, CancellationToken cancellationToken)
    {
        while (app.ReadRecord().Begun.Count < arrived)
        {
            await Task.Delay(1, cancellationToken);
        }
    }

    private static void Print(WebhookVerdict verdict, List<WebhookSender> senders, TimeSpan replay)
    {
        var times = senders.SelectMany(sender => sender.Times).Order().ToList();
        var table = new MarkdownTable(
            "acknowledged", "failed attempts", "marked maybe delivered", "repeated by their sender", "p50 ms to the answer", "p99 ms", "most ms", "seconds until the rest was delivered");
        table.Add(
            $"{verdict.Taken}",
            $"{senders.Sum(sender => sender.Failed)}",
            $"{verdict.Marked}",
            $"{verdict.Repeated}",
            times[times.Count / 2].Format("0.0"),
            times[(int)(times.Count * 0.99)].Format("0.0"),
            times[^1].Format("0"),
            replay.TotalSeconds.Format("0.0"));
        table.Print();
    }
}

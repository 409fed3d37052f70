using System.Net.Sockets;
using System.Runtime.InteropServices;
using Wasper.Benchmarks.Gateway.Reporting;
using Wasper.Benchmarks.Gateway.Restarts;
using Wasper.Benchmarks.Gateway.Soak;
using Wasper.Benchmarks.Gateway.Webhooks;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The gateway beside its peers. Debian's packages <c>nginx haproxy caddy wrk nghttp2-client</c> have all that is needed.</summary>
internal static class GatewayBenchmarks
{
    private const int Done = 0;
    private const int NotMeasured = 1;
    private const int WrongUsage = 2;
    private const int BarMissed = 3;

    private static readonly GatewayBenchmark[] _all =
    [
        ProxiedBenchmark.Benchmark,
        AssetsBenchmark.Benchmark,
        HandshakesBenchmark.Benchmark,
        LatencyBenchmark.Benchmark,
        WebSocketsBenchmark.Benchmark,
        SoakBenchmark.Benchmark,
        WebhooksBenchmark.Benchmark,
        RestartBenchmark.Benchmark,
    ];

    /// <summary>Runs the benchmark that the first argument names; prints the list of them where it names none.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var name, .. var rest] || _all.FirstOrDefault(benchmark => benchmark.Name == name) is not { } chosen)
        {
            Console.Error.WriteLine(Usage());
            return WrongUsage;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            var options = BenchmarkArguments.Parse(rest, chosen.Options);
            Require();
            Console.WriteLine(Machine.Describe());
            Console.WriteLine();
            var bars = await chosen.RunAsync(options, stop.Token);
            Bar.Print(bars);
            Console.WriteLine($"Repeat with `dotnet run -c Release --project Wasper.Benchmarks -- gateway {string.Join(' ', arguments)}`.");
            return bars.Any(bar => bar.IsMet is false) ? BarMissed : Done;
        }
        catch (UsageException exception)
        {
            return Refuse(exception.Message, WrongUsage);
        }
        catch (Exception exception) when (exception is InvalidOperationException or SocketException or HttpRequestException)
        {
            // A program that does not start, or a load whose requests fail: what it said is the message.
            return Refuse(exception.Message, NotMeasured);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Refuse("Interrupted; what was started has been ended.", NotMeasured);
        }

        void End(PosixSignalContext signal)
        {
            // The process lives on until it has ended what it has started.
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static void Require()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new InvalidOperationException("The gateway's benchmarks read /proc and run on Linux only.");
        }

        // The upstream of most, and the measure of all.
        Tool.Nginx.Require();
    }

    private static int Refuse(string sentence, int code)
    {
        Console.Error.WriteLine(sentence);
        return code;
    }

    private static string Usage() => $"""
        Usage: dotnet run -c Release --project Wasper.Benchmarks -- gateway <benchmark> [options]

        {string.Join('\n', _all.Select(benchmark => $"  {benchmark.Name,-12} {benchmark.Summary}"))}

        Options, where a benchmark takes them:
        {string.Join('\n', BenchmarkArguments.Help.Select(line => $"  {line}"))}

        Exit code: 0 no bar is missed, 1 it could not be measured, 2 wrong usage, 3 a bar is missed.
        """;
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Wasper.Benchmarks.Startup;

/// <summary>One start of the AppHost by <c>dotnet run</c>, as its own lines tell it.</summary>
internal sealed partial class AppHostStart
{
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(30);

    private readonly List<string> _fetched = [];
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, double> _healthyAfter = [];

    private AppHostStart()
    {
    }

    /// <summary>From the launch of <c>dotnet run</c> to the last resource healthy.</summary>
    public TimeSpan Total { get; private set; }

    /// <summary>The part of it until the AppHost itself says its first word: restore, build, launch.</summary>
    public TimeSpan UntilLaunched { get; private set; }

    /// <summary>Seconds from the AppHost's launch.</summary>
    public IReadOnlyDictionary<string, double> HealthyAfter => _healthyAfter;

    /// <summary>What was fetched, with the time each took.</summary>
    public IReadOnlyList<string> Fetched => _fetched;

    /// <summary>Starts the AppHost of <paramref name="root"/>, waits until all is healthy, and ends it.</summary>
    public static async Task<AppHostStart> MeasureAsync(string root, Dictionary<string, string> environment, TimeSpan limit)
    {
        var info = new ProcessStartInfo("dotnet", ["run", "--project", "Wasper.AppHost"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        var start = new AppHostStart();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(info) ?? throw new InvalidOperationException("'dotnet' did not start.");
        try
        {
            using var deadline = new CancellationTokenSource(limit);
            var errors = start.ReadAsync(process.StandardError, watch, deadline.Token);
            if (!await start.ReadAsync(process.StandardOutput, watch, deadline.Token))
            {
                await errors;
                throw new InvalidOperationException($"The AppHost ended before all was healthy. It said:\n{string.Join('\n', start._lines)}");
            }

            return start;
        }
        finally
        {
            await StopAsync(process);
        }
    }

    private async Task<bool> ReadAsync(StreamReader reader, Stopwatch watch, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
                if (line.StartsWith("Runtime: ", StringComparison.Ordinal))
                {
                    UntilLaunched = watch.Elapsed;
                }
                else if (Ready().IsMatch(line))
                {
                    _fetched.Add(line);
                }
                else if (line.StartsWith("All healthy after ", StringComparison.Ordinal))
                {
                    Total = watch.Elapsed;
                    foreach (Match part in Part().Matches(line[line.IndexOf(':', StringComparison.Ordinal)..]))
                    {
                        _healthyAfter[part.Groups["name"].Value] = double.Parse(part.Groups["seconds"].ValueSpan, CultureInfo.InvariantCulture);
                    }

                    return true;
                }
            }
        }

        return false;
    }

    private static async Task StopAsync(Process process)
    {
        if (!process.HasExited)
        {
            // dotnet run passes SIGTERM on to the AppHost, which ends what it started.
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            using var limit = new CancellationTokenSource(_stopLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [GeneratedRegex(@": ready \(\d+ s\)$")]
    private static partial Regex Ready();

    [GeneratedRegex(@"(?<name>[a-z]+) (?<seconds>\d+\.\d) s")]
    private static partial Regex Part();
}

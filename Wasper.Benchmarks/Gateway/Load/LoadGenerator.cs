using System.Globalization;
using System.Text.RegularExpressions;

namespace Wasper.Benchmarks.Gateway.Load;

/// <summary>A load on a proxy, over 32 streams that each send the next request when they have the answer.</summary>
internal sealed partial class LoadGenerator
{
    private readonly Func<string, int, IEnumerable<string>> _arguments;
    private readonly Func<string, LoadResult> _parse;

    private LoadGenerator(string name, string program, Func<string, int, IEnumerable<string>> arguments, Func<string, LoadResult> parse) =>
        (Name, Program, _arguments, _parse) = (name, program, arguments, parse);

    /// <summary>HTTP/1.1 over 32 connections by wrk.</summary>
    public static LoadGenerator Wrk { get; } = new(
        "wrk, HTTP/1.1, 32 connections", "wrk", (url, seconds) => ["-t", "1", "-c", "32", "-d", $"{seconds}s", url], ParseWrk);

    /// <summary>HTTP/2, 8 connections of 4 streams, by h2load.</summary>
    public static LoadGenerator Http2 { get; } = new(
        "h2load, HTTP/2, 8 × 4 streams", "h2load", (url, seconds) => ["-t", "1", "-c", "8", "-m", "4", "-D", $"{seconds}", url], ParseH2load);

    /// <summary>HTTP/1.1 over 32 connections by h2load, beside wrk: another client with another order of reading and writing.</summary>
    public static LoadGenerator Http1 { get; } = new(
        "h2load, HTTP/1.1, 32 connections", "h2load", (url, seconds) => ["--h1", "-t", "1", "-c", "32", "-D", $"{seconds}", url], ParseH2load);

    public string Name { get; }

    public string Program { get; }

    /// <summary>Throws <see cref="InvalidOperationException"/> where a request has failed: such a run measures nothing.</summary>
    public async Task<LoadResult> RunAsync(string url, int seconds) => _parse(await Tool.RunAsync(Program, _arguments(url, seconds)));

    private static LoadResult ParseWrk(string output)
    {
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"wrk saw failures:\n{output}");
        }

        var requests = WrkRequests().Match(output);
        var rate = WrkRate().Match(output);
        return new LoadResult(long.Parse(requests.Groups[1].ValueSpan, CultureInfo.InvariantCulture), Number(rate));
    }

    private static LoadResult ParseH2load(string output)
    {
        var requests = H2loadRequests().Match(output);
        if (!requests.Success || requests.Groups[2].Value != "0" || requests.Groups[3].Value != "0")
        {
            throw new InvalidOperationException($"h2load saw failures:\n{output}");
        }

        return new LoadResult(long.Parse(requests.Groups[1].ValueSpan, CultureInfo.InvariantCulture), Number(H2loadRate().Match(output)));
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex WrkRequests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex WrkRate();

    [GeneratedRegex(@"(\d+) succeeded, (\d+) failed, (\d+) errored")]
    private static partial Regex H2loadRequests();

    [GeneratedRegex(@"finished in [^,]+, ([\d.]+) req/s")]
    private static partial Regex H2loadRate();
}

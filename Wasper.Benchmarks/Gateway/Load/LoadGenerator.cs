using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Wasper.Benchmarks.Gateway.Load;

/// <summary>A load on a proxy over TLS 1.3: streams that each send the next request when they have the answer.</summary>
internal sealed partial class LoadGenerator
{
    private readonly Func<string, int, ProcessStartInfo> _start;
    private readonly Func<string, LoadResult> _parse;

    private LoadGenerator(string name, Tool tool, Func<string, int, ProcessStartInfo> start, Func<string, LoadResult> parse) =>
        (Name, Tool, _start, _parse) = (name, tool, start, parse);

    public string Name { get; }

    public Tool Tool { get; }

    /// <summary>HTTP/1.1 by wrk.</summary>
    /// <param name="openSslConfiguration">From <see cref="TlsPins.WriteOpenSslConfiguration"/>: wrk has no options for TLS.</param>
    /// <param name="headers">Of each request, <c>Name: value</c>.</param>
    public static LoadGenerator Wrk(string openSslConfiguration, int connections, params IEnumerable<string> headers) => new(
        $"wrk, HTTP/1.1, {connections} connections",
        Tool.Wrk,
        (url, seconds) =>
        {
            // A machine with other work may need longer than wrk's two seconds for megabytes.
            var start = new ProcessStartInfo(Tool.Wrk.Program, ["-t", "1", "-c", $"{connections}", "-d", $"{seconds}s", "--timeout", "30s"]);
            foreach (var header in headers)
            {
                start.ArgumentList.Add("-H");
                start.ArgumentList.Add(header);
            }

            start.ArgumentList.Add(url);
            start.Environment["OPENSSL_CONF"] = openSslConfiguration;
            return start;
        },
        ParseWrk);

    /// <summary>HTTP/1.1 by h2load over 32 connections, beside wrk: another client with another order of reading and writing.</summary>
    public static LoadGenerator Http1() => H2load("h2load, HTTP/1.1, 32 connections", "http/1.1", "--h1", "-c", "32");

    /// <summary>HTTP/2 by h2load: 8 connections of 4 streams.</summary>
    public static LoadGenerator Http2() => H2load("h2load, HTTP/2, 8 × 4 streams", "h2", "-c", "8", "-m", "4");

    /// <summary>Throws <see cref="InvalidOperationException"/> where a request has failed: such a run measures nothing.</summary>
    public async Task<LoadResult> RunAsync(string url, int seconds, CancellationToken cancellationToken) =>
        _parse(await Tool.RunAsync(_start(url, seconds), cancellationToken));

    private static LoadGenerator H2load(string name, string protocol, params IEnumerable<string> arguments) => new(
        name,
        Tool.H2load,
        (url, seconds) => new ProcessStartInfo(
            Tool.H2load.Program, [.. arguments, "-t", "1", "-D", $"{seconds}", "--tls13-ciphers", TlsPins.Tls13Suite, "--groups", TlsPins.Group, url]),
        output => ParseH2load(output, protocol));

    private static LoadResult ParseWrk(string output)
    {
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"wrk saw failures:\n{output}");
        }

        var requests = WrkRequests().Match(output);
        return new LoadResult(long.Parse(requests.Groups[1].ValueSpan, CultureInfo.InvariantCulture), Number(WrkRate().Match(output)));
    }

    private static LoadResult ParseH2load(string output, string protocol)
    {
        string[] agreed = ["TLS Protocol: TLSv1.3", $"Cipher: {TlsPins.Tls13Suite}", $"Application protocol: {protocol}"];
        var requests = H2loadRequests().Match(output);
        if (!requests.Success || requests.Groups[2].Value != "0" || requests.Groups[3].Value != "0" || !agreed.All(output.Contains))
        {
            throw new InvalidOperationException($"h2load saw failures, or another protocol than {string.Join(", ", agreed)}:\n{output}");
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

using System.Globalization;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The options of the gateway's benchmarks, after the names of the benchmark: <c>--key value</c>.</summary>
internal sealed class BenchmarkArguments(IReadOnlyList<string> arguments)
{
    public int Number(string key, int fallback) => Values(key).LastOrDefault() is { } value
        ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture)
        : fallback;

    /// <summary>Published gateways to measure beside this checkout's own: <c>--build name=folder</c>, to see what a change is worth.</summary>
    public IEnumerable<(string Name, string Folder)> Builds =>
        Values("--build").Select(value => value.Split('=', 2)).Select(parts => (parts[0], Path.GetFullPath(parts[1])));

    /// <summary>The names of the only proxies to measure; none for all: <c>--only name</c>.</summary>
    public IReadOnlyList<string> Only => [.. Values("--only")];

    private IEnumerable<string> Values(string key) =>
        Enumerable.Range(0, Math.Max(0, arguments.Count - 1)).Where(i => arguments[i] == key).Select(i => arguments[i + 1]);
}

using Wasper.Benchmarks.Gateway.Reporting;

namespace Wasper.Benchmarks.Gateway;

/// <summary>One of the gateway's benchmarks.</summary>
/// <param name="Summary">What it measures, in a line.</param>
/// <param name="Options">Those of <see cref="BenchmarkArguments"/> that it takes.</param>
/// <param name="RunAsync">Prints what was measured and returns what that means for the bars.</param>
internal sealed record GatewayBenchmark(
    string Name, string Summary, IReadOnlyList<string> Options, Func<BenchmarkArguments, CancellationToken, Task<IReadOnlyList<Bar>>> RunAsync);

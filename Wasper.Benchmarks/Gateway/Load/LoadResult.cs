namespace Wasper.Benchmarks.Gateway.Load;

/// <summary>What a load generator has seen.</summary>
internal sealed record LoadResult(long Requests, double RequestsPerSecond);

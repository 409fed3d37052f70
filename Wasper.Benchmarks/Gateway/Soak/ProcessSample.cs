namespace Wasper.Benchmarks.Gateway.Soak;

/// <summary>What a proxy's processes hold at a moment, and what they have used and done until then.</summary>
/// <param name="Minute">Since the load began.</param>
/// <param name="Cpu">User and system time.</param>
internal sealed record ProcessSample(double Minute, double ResidentMegabytes, int Handles, int Threads, TimeSpan Cpu, long Operations)
{
    /// <summary>Throws <see cref="InvalidOperationException"/> where the proxy has ended.</summary>
    public static ProcessSample Take(RunningServer server, TimeSpan elapsed, long operations)
    {
        server.AssertRunning();
        return new ProcessSample(
            elapsed.TotalMinutes,
            ProcessTree.ResidentMegabytes(server.Id),
            ProcessTree.Handles(server.Id),
            ProcessTree.Threads(server.Id),
            ProcessTree.Cpu(server.Id),
            operations);
    }
}

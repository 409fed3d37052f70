namespace Wasper.Benchmarks.Gateway.Soak;

/// <summary>What a proxy's processes hold at a moment.</summary>
/// <param name="Minute">Since the load began.</param>
internal sealed record ProcessSample(double Minute, double ResidentMegabytes, int Handles, int Threads)
{
    /// <summary>Throws <see cref="InvalidOperationException"/> where the proxy has ended.</summary>
    public static ProcessSample Take(RunningServer server, TimeSpan elapsed)
    {
        server.AssertRunning();
        return new ProcessSample(elapsed.TotalMinutes, ProcessTree.ResidentMegabytes(server.Id), ProcessTree.Handles(server.Id), ProcessTree.Threads(server.Id));
    }
}

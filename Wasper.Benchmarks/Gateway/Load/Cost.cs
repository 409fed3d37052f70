namespace Wasper.Benchmarks.Gateway.Load;

/// <summary>What operations have cost a proxy.</summary>
/// <param name="Operations">How many there were.</param>
/// <param name="PerSecond">How many in a second of time.</param>
/// <param name="Cpu">User and system time of the proxy's processes.</param>
internal sealed record Cost(long Operations, double PerSecond, TimeSpan Cpu)
{
    /// <summary>Microseconds of processor time.</summary>
    public double PerOperation => Cpu.TotalMicroseconds / Operations;

    /// <summary>Runs <paramref name="load"/> and takes the time of <paramref name="server"/>'s process tree before and after.</summary>
    public static async Task<Cost> MeasureAsync(RunningServer server, Func<Task<LoadResult>> load)
    {
        var before = ProcessTree.Cpu(server.Id);
        var result = await load();
        return new Cost(result.Requests, result.RequestsPerSecond, ProcessTree.Cpu(server.Id) - before);
    }
}

namespace Wasper.Benchmarks.Gateway.Load.Latency;

/// <summary>A connection whose calls block: a thread that waits in the kernel is woken sooner than a task that waits for a thread.</summary>
internal interface IBlockingConnection : IDisposable
{
    void Write(ReadOnlySpan<byte> content);

    /// <returns>How much was read; 0 at the end of the connection.</returns>
    int Read(Span<byte> buffer);
}

namespace Wasper.Gateway.Listening;

/// <summary>Bounds what a long body does in one go. The thread that does it hears from other connections too (<see cref="InlineCompletions"/>), and where the next
/// bytes are always there already it would not come to them before the end of the body.</summary>
internal struct FairShare
{
    /// <summary>Sixteen records of TLS.</summary>
    private const int MostBytes = 256 * 1024;

    private int _bytes;

    /// <summary>Counts what was done; once it is enough, the rest goes on from the thread pool.</summary>
    public ValueTask TakeAsync(int bytes)
    {
        _bytes += bytes;
        if (_bytes < MostBytes)
        {
            return ValueTask.CompletedTask;
        }

        _bytes = 0;
        return YieldAsync();
    }

    private static async ValueTask YieldAsync() => await Task.Yield();
}

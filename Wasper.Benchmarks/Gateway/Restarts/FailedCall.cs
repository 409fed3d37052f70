using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway.Restarts;

/// <summary>A request that was not answered as it should be.</summary>
/// <param name="Started">A <see cref="Stopwatch"/> timestamp, like <paramref name="Ended"/>.</param>
internal sealed record FailedCall(string Request, long Started, long Ended)
{
    public bool IsChange => Caller.IsChange(Request);

    /// <summary>Whether the request was on its way when the app was killed: in the app, or in what the system had not handed to it yet, which nobody else can tell
    /// apart.</summary>
    public bool IsHitBy(KillTime kill) => Started < kill.Gone && Ended > kill.Ordered;
}

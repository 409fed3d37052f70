using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway.Restarts;

/// <summary>When an app was killed, in <see cref="Stopwatch"/> timestamps.</summary>
internal readonly record struct KillTime(long Ordered, long Gone);

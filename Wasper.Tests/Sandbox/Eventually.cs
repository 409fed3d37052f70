using System.Diagnostics;

namespace Wasper.Tests.Sandbox;

/// <summary>Asks again until it is so, with a limit.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until what is read equals what is expected; else the test fails with what it was last.</summary>
    public static async Task EqualsAsync<T>(T expected, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var actual = await read();
            if (EqualityComparer<T>.Default.Equals(expected, actual))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(started) > _limit)
            {
                Assert.Equal(expected, actual);
            }

            await Task.Delay(_between, cancellationToken);
        }
    }

    /// <summary>Waits until an action throws nothing; else the test fails with what it threw last.</summary>
    public static async Task SucceedsAsync(Func<Task> action, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (Exception) when (Stopwatch.GetElapsedTime(started) < limit && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(_between, cancellationToken);
            }
        }
    }
}

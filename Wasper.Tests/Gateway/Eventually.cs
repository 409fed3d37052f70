using System.Diagnostics;

namespace Wasper.Tests.Gateway;

/// <summary>Waits for what happens by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    /// <param name="report">What to say beside the failure.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string>? report = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < _limit, $"It did not happen in time.\n{report?.Invoke()}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}

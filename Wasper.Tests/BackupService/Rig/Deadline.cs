using System.Diagnostics;

namespace Wasper.Tests.BackupService.Rig;

/// <summary>Waits for what has no event: asks again and again, for so long and no longer.</summary>
internal static class Deadline
{
    private static readonly TimeSpan _default = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(10);

    public static Task UntilAsync(string what, Func<bool> holds, TimeSpan? limit = null) => UntilAsync(what, () => Task.FromResult(holds()), limit);

    public static async Task UntilAsync(string what, Func<Task<bool>> holds, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < (limit ?? _default), $"Waited in vain until {what}.");
            await Task.Delay(_between, TestContext.Current.CancellationToken);
        }
    }
}

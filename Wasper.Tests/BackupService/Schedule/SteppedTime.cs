using Microsoft.Extensions.Time.Testing;
using Wasper.Tests.BackupService.Rig;

namespace Wasper.Tests.BackupService.Schedule;

/// <summary>A clock that goes from one sleep of a loop to the next, and stands still while the loop works.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Lock _changing = new();
    private DateTimeOffset? _wakes;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_changing)
        {
            _wakes = GetUtcNow() + dueTime;
        }

        return timer;
    }

    /// <summary>Returns when the loop sleeps beyond that moment.</summary>
    public async Task GoToAsync(DateTimeOffset moment)
    {
        while (true)
        {
            DateTimeOffset? wakes = null;
            await Deadline.UntilAsync("the loop sleeps", () => (wakes = Wakes()) is not null);
            if (wakes > moment)
            {
                SetUtcNow(moment);
                return;
            }

            lock (_changing)
            {
                _wakes = null;
            }

            SetUtcNow(wakes!.Value);
        }
    }

    private DateTimeOffset? Wakes()
    {
        lock (_changing)
        {
            return _wakes;
        }
    }
}

namespace Wasper.Gateway.Acme.Storage;

/// <summary>Keeps a lock that has been taken, whatever it is made of.</summary>
internal sealed class HeldLock : ISharedLock
{
    private readonly Func<CancellationToken, Task<bool>> _renew;
    private readonly Func<Task> _release;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _heartbeat;

    /// <param name="renew">False where the lock belongs to somebody else by now.</param>
    public HeldLock(Func<CancellationToken, Task<bool>> renew, Func<Task> release, TimeProvider time)
    {
        (_renew, _release, _time) = (renew, release, time);
        Lost = _lost.Token;
        _heartbeat = KeepAsync();
    }

    public CancellationToken Lost { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _heartbeat;
        try
        {
            await _release();
        }
        catch (StoreException)
        {
            // Its lease ends by itself.
        }

        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task KeepAsync()
    {
        var renewed = _time.GetUtcNow();
        try
        {
            while (true)
            {
                await Task.Delay(ISharedLock.Heartbeat, _time, _stop.Token);
                switch (await TryRenewAsync())
                {
                    case true:
                        renewed = _time.GetUtcNow();
                        break;
                    case null when _time.GetUtcNow() - renewed < ISharedLock.Lease - ISharedLock.Heartbeat:
                        break;
                    default:
                        await _lost.CancelAsync();
                        return;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end of the lock, not of the work.
        }
    }

    private async Task<bool?> TryRenewAsync()
    {
        try
        {
            return await _renew(_stop.Token);
        }
        catch (StoreException)
        {
            return null;
        }
    }
}

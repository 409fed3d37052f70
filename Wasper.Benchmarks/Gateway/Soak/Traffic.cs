namespace Wasper.Benchmarks.Gateway.Soak;

/// <summary>One kind of thing that clients do, over and over.</summary>
/// <param name="clients">How many do it at a time.</param>
/// <param name="pause">Between two times of one client.</param>
/// <param name="once">Does it once; an exception is a failure.</param>
internal sealed class Traffic(string name, int clients, TimeSpan pause, Func<CancellationToken, Task> once)
{
    private int _done;
    private int _failed;
    private volatile string? _lastFailure;

    public string Name => name;

    public int Done => _done;

    public int Failed => _failed;

    /// <summary>What went wrong the last time something did.</summary>
    public string? LastFailure => _lastFailure;

    /// <summary>Goes on until it is cancelled, whatever fails.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => RepeatAsync(cancellationToken), CancellationToken.None)));

    private async Task RepeatAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await once(cancellationToken);
                Interlocked.Increment(ref _done);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _lastFailure = exception.GetBaseException().Message;
                Interlocked.Increment(ref _failed);
            }
            catch (Exception)
            {
                // Cut off by the end of the soak.
                return;
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

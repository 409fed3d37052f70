namespace Wasper.Gateway.Draining;

/// <summary>The way from the signal to the end: the health turns 503, after <see cref="DrainOptions.Notice"/> the server stops accepting and tells its
/// connections, and what is under way has <see cref="DrainOptions.Limit"/> to finish.</summary>
internal sealed partial class Drain(DrainOptions options, TimeProvider time, ILogger<Drain> logger) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private ITimer? _limit;
    private volatile bool _hasBegun;

    /// <summary>Whether the gateway is stopping.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>Cancelled when the time is up: whoever still waits is to be answered now.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>Comes before the server is told to stop.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        Log.Begins(logger, (options.Notice + options.Limit).TotalSeconds);
        if (options.Notice > TimeSpan.Zero)
        {
            // An impatient second signal cuts it short.
            await Task.Delay(options.Notice, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _limit = time.CreateTimer(_ => Expire(), null, options.Limit, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _limit?.Dispose();
        _end.Dispose();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _limit?.Dispose();
        return Task.CompletedTask;
    }

    private void Expire()
    {
        Log.Expired(logger, options.Limit.TotalSeconds);
        _end.Cancel();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The gateway is stopping: requests under way have {Seconds:F0} s to finish")]
        public static partial void Begins(ILogger logger, double seconds);

        [LoggerMessage(LogLevel.Warning, "Some requests have not finished within {Seconds:F0} s; they end now. Gateway:Drain:Seconds (environment: Gateway__Drain__Seconds) gives more time")]
        public static partial void Expired(ILogger logger, double seconds);
    }
}

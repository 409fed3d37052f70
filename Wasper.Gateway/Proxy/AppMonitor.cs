using OpenTelemetry;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Proxy;

/// <summary>Knows whether the app is there. A request that cannot reach it says so at once; from then on the app's health is asked until it answers
/// again. While the app is up, that is asked now and then, for a restart that no request runs into.</summary>
/// <remarks>
/// In the app's container an nginx stands in front of Node, so a connection alone proves nothing: while Node starts, that nginx answers 502. The
/// health endpoint answers 200 once the migrations are through (spec/activepieces.md). Any status but 502, 503 and 504 counts as there.
/// </remarks>
internal sealed partial class AppMonitor(
    GatewayOptions options, UpstreamClient client, TimeProvider time, ILogger<AppMonitor> logger) : BackgroundService
{
    public const string HealthPath = "/api/v1/health";

    /// <summary>How often an app that is down is asked. The app starts in 6 to 10 s, and requests wait for this answer.</summary>
    private static readonly TimeSpan _downInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>An app that has been down for <see cref="_longDown"/> is not starting; it need not be asked ten times a second.</summary>
    private static readonly TimeSpan _longDownInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _longDown = TimeSpan.FromMinutes(2);

    /// <summary>The health endpoint asks neither database nor Redis: an app that takes longer is busy, or hangs.</summary>
    private static readonly TimeSpan _answerLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _gate = new();
    private volatile bool _isUp = true;
    private long _since = time.GetTimestamp();

    /// <summary>Raised after <see cref="IsUp"/> has become true, on any thread. Handlers return quickly.</summary>
    public event Action? CameUp;

    /// <summary>Raised after <see cref="IsUp"/> has become false, on any thread. Handlers return quickly.</summary>
    public event Action? WentDown;

    /// <summary>Whether requests can be expected to reach the app. True at the start, until something says otherwise.</summary>
    public bool IsUp => _isUp;

    /// <summary>A request could not reach the app: it is down from now on.</summary>
    public void ReportUnreachable() => Set(isUp: false);

    /// <summary>An exchange broke off. That can be the app's end or the end of one connection: its health is asked now.</summary>
    public void ReportBroken() => Wake();

    /// <summary>Asks the app now, and says whether it is up.</summary>
    public async Task<bool> CheckAsync(CancellationToken cancellationToken)
    {
        var found = await AskAsync(cancellationToken);
        if (found is { } isUp)
        {
            Set(isUp);
        }

        return _isUp;
    }

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await WaitAsync(stoppingToken))
                {
                    await CheckAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // This loop may not end: without it the app would stay down for ever.
                Log.Failed(logger, exception);
                await Task.Delay(_longDownInterval, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Waits until it is time to ask; false where something has changed while waiting.</summary>
    private async Task<bool> WaitAsync(CancellationToken stoppingToken)
    {
        var wasUp = _isUp;
        var interval = !wasUp ? time.GetElapsedTime(_since) < _longDown ? _downInterval : _longDownInterval
            : options.HealthPoll > TimeSpan.Zero ? options.HealthPoll
            : Timeout.InfiniteTimeSpan;
        using var limit = new CancellationTokenSource(interval, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        try
        {
            await _wake.WaitAsync(stop.Token);

            // Broken off: ask now. Gone down: ask after the interval, so that an app that is healthy and yet takes no connection costs little.
            return _isUp == wasUp;
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return true;
        }
    }

    /// <summary>True for an app that answers, false for one that is not there; null for one that connects and says nothing, which is no news.</summary>
    private async Task<bool?> AskAsync(CancellationToken cancellationToken)
    {
        // Ten spans a second would bury every trace worth reading.
        using var quiet = SuppressInstrumentationScope.Begin();
        using var limit = new CancellationTokenSource(_answerLimit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Upstream, HealthPath));
        try
        {
            using var response = await client.SendAsync(request, stop.Token);
            await response.Content.CopyToAsync(Stream.Null, stop.Token);
            return (int)response.StatusCode is not (StatusCodes.Status502BadGateway
                or StatusCodes.Status503ServiceUnavailable
                or StatusCodes.Status504GatewayTimeout);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A cancellation that carries a timeout is the connection's: nobody takes it.
            return exception.InnerException is TimeoutException ? false : null;
        }
    }

    private void Set(bool isUp)
    {
        lock (_gate)
        {
            if (_isUp == isUp)
            {
                return;
            }

            _isUp = isUp;
            var lasted = time.GetElapsedTime(_since);
            _since = time.GetTimestamp();
            if (isUp)
            {
                Log.Up(logger, options.Upstream, lasted.TotalSeconds);
            }
            else
            {
                Log.Down(logger, options.Upstream);
            }
        }

        Wake();
        Raise(isUp ? CameUp : WentDown);
    }

    private void Raise(Action? handlers)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler();
            }
            catch (Exception exception)
            {
                // One listener's mistake may not keep the news from the others.
                Log.Failed(logger, exception);
            }
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // Already awake, or already at its end.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The app at {Upstream} answers again after {Seconds:F1} s")]
        public static partial void Up(ILogger logger, Uri upstream, double seconds);

        [LoggerMessage(LogLevel.Warning, "The app at {Upstream} does not answer: it is down or restarting")]
        public static partial void Down(ILogger logger, Uri upstream);

        [LoggerMessage(LogLevel.Error, "Watching the app failed; the watch goes on")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

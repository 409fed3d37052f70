namespace Wasper.Gateway.Tls;

/// <summary>Has the store look for another certificate again and again, and warns before the one in use expires.</summary>
internal sealed partial class CertificateWatch : BackgroundService
{
    /// <summary>Two small files are read each time; a renewed certificate has days until the old one ends.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    private readonly CertificateStore _store;
    private readonly ExpiryWarnings _warnings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private string? _told;

    public CertificateWatch(CertificateStore store, CertificateMetrics metrics, TimeProvider time, ILogger<CertificateWatch> logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _warnings = new ExpiryWarnings(time, logger);
        metrics.Observe(store);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        do
        {
            Look();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Look()
    {
        try
        {
            _warnings.Consider(_store.Refresh(), _store.State.Source);
            _told = null;
        }
        catch (Exception exception)
        {
            // Whatever it is: the certificate in use is served on, and the next look may succeed. A lasting failure is told once.
            if (exception.Message != _told)
            {
                _told = exception.Message;
                Log.Failed(_logger, exception.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The certificate cannot be looked after ({Reason}); the one in use is served on.")]
        public static partial void Failed(ILogger logger, string reason);
    }
}

using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.AccessLog;

/// <summary>Writes the access log beside the requests, never in their way: where the reader of standard output stalls, lines are dropped and
/// counted.</summary>
internal sealed partial class AccessLogWriter : BackgroundService
{
    /// <summary>Lines that wait at most: a second or two of a busy server.</summary>
    private const int Capacity = 8192;

    private readonly Channel<AccessLogEntry> _entries = Channel.CreateBounded<AccessLogEntry>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly AccessLogOptions _options;
    private readonly ILogger _logger;
    private readonly Stream _output;
    private readonly Counter<long> _dropped;

    public AccessLogWriter(AccessLogOptions options, AccessLogOutput output, IMeterFactory meters, ILogger<AccessLogWriter> logger)
    {
        _options = options;
        _output = output.Stream;
        _logger = logger;
        _dropped = meters.Create(RequestMetrics.MeterName).CreateCounter<long>(
            "wasper.gateway.access_log.dropped", "{line}", "Lines of the access log that nobody took.");
    }

    public bool IsEnabled => _options.Enabled;

    public bool MaskAddresses => _options.MaskAddresses;

    public void Write(AccessLogEntry entry)
    {
        if (!_entries.Writer.TryWrite(entry))
        {
            _dropped.Add(1);
        }
    }

    /// <summary>Ends the log once the server has stopped, and what is in it is written first, within the host's time to stop.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _entries.Writer.TryComplete();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsEnabled)
        {
            return;
        }

        while (await _entries.Reader.WaitToReadAsync(stoppingToken))
        {
            try
            {
                await WriteBatchAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Standard output is closed or its disk is full: the log goes on when it can be written again.
                _dropped.Add(1);
                Log.NotWritten(_logger, exception.Message);
            }
        }
    }

    private async Task WriteBatchAsync(CancellationToken cancellationToken)
    {
        using var batch = new MemoryStream();
        for (var lines = 0; lines < Capacity && _entries.Reader.TryRead(out var entry); lines++)
        {
            batch.Write(AccessLogJson.Line(entry));
        }

        await _output.WriteAsync(batch.GetBuffer().AsMemory(0, (int)batch.Length), cancellationToken);
        await _output.FlushAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Lines of the access log could not be written: {Reason}")]
        public static partial void NotWritten(ILogger logger, string reason);
    }
}

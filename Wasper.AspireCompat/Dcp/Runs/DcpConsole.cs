using System.Threading.Channels;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp.Runs;

/// <summary>Follows all logs of one run and hands their lines on in batches, until the object is deleted.</summary>
internal sealed class DcpConsole
{
    /// <summary>As many lines as one batch has at most: what waits meanwhile is what a dashboard shows of a console.</summary>
    private const int BatchSize = 1000;

    /// <summary>DCP hands on what it has within a moment; a console that prints on and on is never complete.</summary>
    private static readonly TimeSpan _drainLimit = TimeSpan.FromSeconds(2);

    // Why a process could not be started stands only in DCP's own log; why a container could not, in its status too.
    private static readonly string[] _executableSources = [DcpLogSource.Stdout, DcpLogSource.Stderr, DcpLogSource.System];

    // What the runtime prints on stdout while a container starts is its id, again and again: no news for a console.
    private static readonly string[] _containerSources = [DcpLogSource.StartupStderr, DcpLogSource.Stdout, DcpLogSource.Stderr];

    private readonly IDcpRunListener _listener;
    private readonly ILogger _logger;
    private Func<CancellationToken, Task<long>> _count = _ => Task.FromResult(0L);
    private long _printed;
    private long _remarks;

    private DcpConsole(IDcpRunListener listener, ILogger logger)
    {
        _listener = listener;
        _logger = logger;
    }

    /// <summary>Ends once the object is deleted; never fails.</summary>
    public Task Following { get; private set; } = Task.CompletedTask;

    public static DcpConsole Follow<T>(DcpClient client, T item, IDcpRunListener listener, ILogger logger, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var console = new DcpConsole(listener, logger);
        console._count = token => console.CountAsync<T>(client, item.Metadata, token);
        console.Following = console.FollowAsync<T>(client, item.Metadata, cancellationToken);
        return console;
    }

    /// <summary>Waits until everything the run has printed so far has been handed on, or 2 s. For runs that have ended: their last words tell why.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_drainLimit);
        try
        {
            var backoff = new DcpBackoff(_drainLimit, longest: TimeSpan.FromMilliseconds(50));
            var lines = await _count(limit.Token);
            var isDrained = false;
            while (!isDrained)
            {
                isDrained = Interlocked.Read(ref _printed) - Interlocked.Read(ref _remarks) >= lines || !await backoff.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What there is has to do.
        }
    }

    private static string[] SourcesOf<T>() => typeof(T) == typeof(DcpContainer) ? _containerSources : _executableSources;

    private async Task FollowAsync<T>(DcpClient client, DcpMetadata metadata, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        // Bounded, so that a process that prints faster than anyone reads is slowed down by DCP's log file, not kept in memory.
        var lines = Channel.CreateBounded<DcpConsoleLine>(new BoundedChannelOptions(BatchSize) { SingleReader = true });
        var reading = Task.WhenAll(SourcesOf<T>().Select(source => ReadAsync<T>(client, metadata, source, lines.Writer, cancellationToken)));
        _ = reading.ContinueWith(_ => lines.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        while (await lines.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var batch = new List<DcpConsoleLine>();
            while (batch.Count < BatchSize && lines.Reader.TryRead(out var line))
            {
                batch.Add(line);
            }

            _listener.Printed(metadata.Name, batch);
            Interlocked.Add(ref _printed, batch.Count);
        }

        await reading;
    }

    private async Task ReadAsync<T>(DcpClient client, DcpMetadata metadata, string source, ChannelWriter<DcpConsoleLine> lines, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var failure = false;
        try
        {
            await foreach (var line in client.ReadLogAsync<T>(metadata.Name, metadata.Uid, source, follow: true, _logger, cancellationToken))
            {
                if (source != DcpLogSource.System)
                {
                    var isError = source is DcpLogSource.Stderr or DcpLogSource.StartupStderr;
                    await lines.WriteAsync(new DcpConsoleLine(line.Timestamp, line.Text, isError), cancellationToken);
                }
                else if (!failure && DcpLogMessage.TryParse(line.Text, out var message) && message.Level >= LogLevel.Error)
                {
                    // The first error tells the cause, those after it only its consequences.
                    failure = true;
                    Interlocked.Increment(ref _remarks);
                    await lines.WriteAsync(new DcpConsoleLine(message.Timestamp, message.Text, IsError: true), cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run ends; the other sources end the same way.
        }
        catch (Exception e)
        {
            // A log that cannot be read must not take the resource with it: its console says so and stays.
            _logger.LogEnded(metadata.Name, e.Message);
            Interlocked.Increment(ref _remarks);
            lines.TryWrite(new DcpConsoleLine(null, $"(the log '{source}' cannot be read any further: {e.Message})", IsError: true));
        }
    }

    private async Task<long> CountAsync<T>(DcpClient client, DcpMetadata metadata, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var count = 0L;
        foreach (var source in SourcesOf<T>().Where(source => source != DcpLogSource.System))
        {
            await foreach (var line in client.ReadLogAsync<T>(metadata.Name, metadata.Uid, source, follow: false, _logger, cancellationToken))
            {
                count++;
            }
        }

        return count;
    }
}

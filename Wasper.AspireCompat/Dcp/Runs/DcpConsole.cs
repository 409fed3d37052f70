using System.Threading.Channels;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp.Runs;

/// <summary>Follows all logs of one run and hands their lines on in batches, until the object is deleted.</summary>
internal static class DcpConsole
{
    /// <summary>As many lines as one batch has at most: what waits meanwhile is what a dashboard shows of a console.</summary>
    private const int BatchSize = 1000;

    // Why a process could not be started stands only in DCP's own log; why a container could not, in its status too.
    private static readonly string[] _executableSources = [DcpLogSource.Stdout, DcpLogSource.Stderr, DcpLogSource.System];

    // What the runtime prints on stdout while a container starts is its id, again and again: no news for a console.
    private static readonly string[] _containerSources = [DcpLogSource.StartupStderr, DcpLogSource.Stdout, DcpLogSource.Stderr];

    public static async Task FollowAsync<T>(DcpClient client, T item, IDcpRunListener listener, ILogger logger, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        // Bounded, so that a process that prints faster than anyone reads is slowed down by DCP's log file, not kept in memory.
        var lines = Channel.CreateBounded<DcpConsoleLine>(new BoundedChannelOptions(BatchSize) { SingleReader = true });
        var sources = typeof(T) == typeof(DcpContainer) ? _containerSources : _executableSources;
        var reading = Task.WhenAll(sources.Select(source => ReadAsync<T>(client, item.Metadata, source, lines.Writer, logger, cancellationToken)));
        _ = reading.ContinueWith(_ => lines.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        while (await lines.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var batch = new List<DcpConsoleLine>();
            while (batch.Count < BatchSize && lines.Reader.TryRead(out var line))
            {
                batch.Add(line);
            }

            listener.Printed(item.Metadata.Name, batch);
        }

        await reading;
    }

    private static async Task ReadAsync<T>(
        DcpClient client, DcpMetadata metadata, string source, ChannelWriter<DcpConsoleLine> lines, ILogger logger, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var failure = false;
        try
        {
            await foreach (var line in client.ReadLogAsync<T>(metadata.Name, metadata.Uid, source, follow: true, logger, cancellationToken))
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
            logger.LogEnded(metadata.Name, e.Message);
            lines.TryWrite(new DcpConsoleLine(null, $"(the log '{source}' cannot be read any further: {e.Message})", IsError: true));
        }
    }
}

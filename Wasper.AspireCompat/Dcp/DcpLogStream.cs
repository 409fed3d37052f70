using System.Globalization;
using System.Runtime.CompilerServices;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp;

/// <summary>A line of a log and when DCP read it from the process.</summary>
internal readonly record struct DcpLogLine(DateTimeOffset? Timestamp, string Text);

/// <summary>The logs an object has.</summary>
internal static class DcpLogSource
{
    public const string Stdout = "stdout";
    public const string Stderr = "stderr";

    /// <summary>What the container runtime printed on stdout while it pulled the image and created the container.</summary>
    public const string StartupStdout = "startup_stdout";

    /// <summary>What the container runtime printed on stderr while it pulled the image and created the container.</summary>
    public const string StartupStderr = "startup_stderr";

    /// <summary>DCP's own remarks on the object, as lines of <see cref="DcpLogMessage"/>.</summary>
    public const string System = "system";
}

/// <summary>The lines of one log of one object.</summary>
internal static class DcpLogStream
{
    /// <summary>
    /// Reads a log from its beginning. With <paramref name="follow"/> the stream goes on until the object with this <paramref name="uid"/> is gone, over broken connections too.
    /// </summary>
    public static async IAsyncEnumerable<DcpLogLine> ReadLogAsync<T>(
        this DcpClient client, string name, string? uid, string source, bool follow, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var lines = 0L;
        var backoff = new DcpBackoff(TimeSpan.MaxValue);
        do
        {
            await foreach (var line in ReadOnceAsync<T>(client, name, source, follow, lines, logger, cancellationToken))
            {
                lines++;
                backoff.Reset();
                yield return Parse(line);
            }
        }
        while (follow && await backoff.WaitAsync(cancellationToken) && await ExistsAsync<T>(client, name, uid, logger, cancellationToken));
    }

    /// <summary>Splits DCP's timestamp (RFC 3339, milliseconds, UTC) from the line.</summary>
    internal static DcpLogLine Parse(string line)
    {
        var space = line.IndexOf(' ');
        var stamp = space < 0 ? line.AsSpan() : line.AsSpan(0, space);
        return stamp.Length >= 20 && char.IsAsciiDigit(stamp[0])
            && DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var timestamp)
            ? new DcpLogLine(timestamp, space < 0 ? string.Empty : line[(space + 1)..])
            : new DcpLogLine(null, line);
    }

    private static async IAsyncEnumerable<string> ReadOnceAsync<T>(
        DcpClient client, string name, string source, bool follow, long skip, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        StreamReader? reader = null;
        try
        {
            while (true)
            {
                string? line;
                try
                {
                    if (reader is null)
                    {
                        if (await client.OpenLogAsync<T>(name, source, follow, skip, cancellationToken) is not { } stream)
                        {
                            yield break;
                        }

                        reader = new StreamReader(stream);
                    }

                    line = await reader.ReadLineAsync(cancellationToken);
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or DcpException or OperationCanceledException)
                {
                    logger.LogBroke(source, name, e.Message);
                    yield break;
                }

                if (line is null)
                {
                    yield break;
                }

                yield return line;
            }
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private static async Task<bool> ExistsAsync<T>(DcpClient client, string name, string? uid, ILogger logger, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        try
        {
            return await client.GetAsync<T>(name, cancellationToken) is { } item && (uid is null || item.Metadata.Uid == uid);
        }
        catch (DcpException e)
        {
            logger.LogEnded(name, e.Message);
            return false;
        }
    }
}

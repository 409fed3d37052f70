using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// The Unix socket DCP's processes log to. Besides the log it tells which of them live: DCP runs detached, so that a Ctrl+C meant for us does not end it
/// first, and is nobody's child; but a connection exists exactly as long as the process that opened it.
/// </summary>
internal sealed class DcpLogSocket : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<Task, int?> _peers = [];
    private readonly TaskCompletionSource<string> _serverEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;

    public DcpLogSocket(string path, ILoggerFactory loggers)
    {
        _loggers = loggers;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(backlog: 16);
        _accepting = AcceptAsync();
    }

    /// <summary>Completes when one of the two processes DCP cannot do without, the API server or the controllers, has ended; with its last words.</summary>
    public Task<string> ServerEnded => _serverEnded.Task;

    /// <summary>True once DCP is asked to end: from then on its errors are no news.</summary>
    public bool Stopping { get; set; }

    /// <summary>The processes of DCP that still run, where the system tells (Linux and macOS).</summary>
    public IReadOnlyList<int> LivePids => [.. _peers.Values.OfType<int>().Distinct()];

    /// <summary>Waits until all of DCP's processes have ended; false when <paramref name="limit"/> passed first.</summary>
    public async Task<bool> WaitForEndAsync(TimeSpan limit)
    {
        try
        {
            await Task.WhenAll(_peers.Keys).WaitAsync(limit);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_peers.Keys);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                var connection = await _listener.AcceptAsync(_ending.Token);
                var pid = PeerOf(connection);
                var reading = ReadAsync(connection);
                _peers[reading] = pid;
                _ = reading.ContinueWith(task => _peers.TryRemove(task, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // Losing DCP's log is no reason to lose the run; the pause keeps a lasting error from becoming a busy loop.
                _loggers.CreateLogger<DcpLogSocket>().LogSocketFailed(e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            }
        }
    }

    private async Task ReadAsync(Socket connection)
    {
        var isServer = false;
        var last = "it said nothing";
        try
        {
            using var reader = new StreamReader(new NetworkStream(connection, ownsSocket: true));
            while (await reader.ReadLineAsync(_ending.Token) is { } line)
            {
                if (!DcpLogMessage.TryParse(line, out var message))
                {
                    // The stack of a crash comes as plain lines.
                    last = line;
                    _loggers.CreateLogger("Aspire.Hosting.Dcp").FromDcp(LogLevel.Debug, line, details: null);
                    continue;
                }

                isServer |= message.Message is "Starting API server..." or "Starting controller manager";
                last = message.Text;
                Log(message);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The process has ended, or we are about to.
        }

        if (isServer && !_ending.IsCancellationRequested)
        {
            _serverEnded.TrySetResult(last);
        }
    }

    private void Log(DcpLogMessage message)
    {
        // What concerns a resource is reported with the resource; this is the engine's own diary, one step quieter than it takes itself.
        var level = message.Level switch
        {
            LogLevel.Error when !Stopping => LogLevel.Information,
            LogLevel.Debug => LogLevel.Trace,
            _ => LogLevel.Debug,
        };
        _loggers.CreateLogger("Aspire.Hosting.Dcp." + message.Category).FromDcp(level, message.Message, message.Details);
    }

    /// <summary>The process at the other end: SO_PEERCRED of Linux (pid, uid, gid), LOCAL_PEERPID of macOS.</summary>
    private static int? PeerOf(Socket connection)
    {
        try
        {
            Span<byte> value = stackalloc byte[12];
            var (level, option) = OperatingSystem.IsLinux() ? (1, 17) : OperatingSystem.IsMacOS() ? (0, 2) : (-1, -1);
            return level >= 0 && connection.GetRawSocketOption(level, option, value) >= sizeof(int) && BitConverter.ToInt32(value) is > 0 and var pid
                ? pid
                : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// One run of DCP, from its start to its end. DCP watches this process and, when it is gone for whatever reason, ends by itself everything that is not
/// persistent: SIGTERM to each process, SIGKILL after 6 s.
/// </summary>
internal sealed class DcpHost : IAsyncDisposable
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(20);

    /// <summary>DCP's processes outlive their work by up to 4 s, idle; longer than this they are not waited for.</summary>
    private static readonly TimeSpan _idle = TimeSpan.FromMilliseconds(100);

    private readonly DcpOptions _options;
    private readonly DcpSession _session;
    private readonly DcpLogSocket _log;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource<string> _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _stopping;

    private DcpHost(DcpOptions options, DcpSession session, DcpLogSocket log, DcpClient client, ILogger logger)
    {
        _options = options;
        _session = session;
        _log = log;
        _logger = logger;
        Client = client;
        _ = ReportCrashAsync();
    }

    public DcpClient Client { get; }

    /// <summary>Completes only when DCP ends without having been asked to; with a sentence for the user. Nothing it ran can be relied on then.</summary>
    public Task<string> Crashed => _crashed.Task;

    /// <summary>The processes DCP itself consists of, where the system tells.</summary>
    public IReadOnlyList<int> Pids => _log.LivePids;

    /// <summary>Starts DCP and returns when its API answers.</summary>
    /// <exception cref="DcpException">It does not start, or not in time.</exception>
    public static async Task<DcpHost> StartAsync(DcpOptions options, string dcpPath, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger<DcpHost>();
        var watch = Stopwatch.StartNew();
        var session = DcpSession.Create();
        DcpLogSocket? log = null;
        DcpClient? client = null;
        try
        {
            log = new DcpLogSocket(session.LogSocket, loggers);
            await DcpProcess.RunAsync(dcpPath, Arguments(options, session), Environment(session), options.StartTimeout, cancellationToken);
            client = await ConnectAsync(options, dcpPath, session, log, watch, cancellationToken);
            logger.Started(watch.ElapsedMilliseconds);
            return new DcpHost(options, session, log, client, logger);
        }
        catch
        {
            client?.Dispose();
            if (log is not null)
            {
                log.Stopping = true;
                Kill(log.LivePids);
                await log.DisposeAsync();
            }

            session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Ends everything that is not persistent, then DCP itself. Processes that ignore SIGTERM are killed, with their descendants, after
    /// <see cref="DcpOptions.StopGrace"/>; the whole takes <see cref="DcpOptions.StopTimeout"/> at most. Can be called again: the first call counts.
    /// </summary>
    public Task StopAsync() => _stopping ??= StopOnceAsync();

    public async ValueTask DisposeAsync() => await StopAsync();

    private static List<string> Arguments(DcpOptions options, DcpSession session)
    {
        List<string> arguments =
        [
            "start-apiserver",
            "--detach",
            "--monitor", options.MonitoredPid.ToString(CultureInfo.InvariantCulture),
            "--monitor-interval", "1",
            "--kubeconfig", session.Kubeconfig,
            "--tls-cert-file", session.CertificateFile,
            "--tls-key-file", session.KeyFile,
        ];
        if (options.ContainerRuntime is { } runtime)
        {
            arguments.AddRange(["--container-runtime", runtime]);
        }

        return arguments;
    }

    private static Dictionary<string, string> Environment(DcpSession session) => new()
    {
        ["DCP_SESSION_FOLDER"] = session.Folder,
        ["DCP_LOG_SOCKET"] = session.LogSocket,
    };

    private static async Task<DcpClient> ConnectAsync(
        DcpOptions options, string dcpPath, DcpSession session, DcpLogSocket log, Stopwatch watch, CancellationToken cancellationToken)
    {
        while (watch.Elapsed < options.StartTimeout && !log.ServerEnded.IsCompleted)
        {
            if (session.TryReadKubeconfig() is { } access)
            {
                var client = new DcpClient(access.Server, access.Token, session.Certificate);
                try
                {
                    // The kubeconfig is there some 40 ms before the port listens; the client waits for that.
                    await client.ExecutionAsync(change: null, cancellationToken);
                    return client;
                }
                catch
                {
                    client.Dispose();
                    throw;
                }
            }

            await Task.Delay(_poll, cancellationToken);
        }

        throw log.ServerEnded.IsCompleted
            ? new DcpException($"DCP, Aspire's orchestrator at '{dcpPath}', ended while it started: {await log.ServerEnded}")
            : new DcpException($"DCP, Aspire's orchestrator at '{dcpPath}', did not serve its API within {options.StartTimeout.TotalSeconds:0} s; the machine may be overloaded, try again.");
    }

    private async Task StopOnceAsync()
    {
        _log.Stopping = true;
        var watch = Stopwatch.StartNew();
        try
        {
            using var limit = new CancellationTokenSource(_options.StopTimeout);
            await CleanUpAsync(watch, limit.Token);
        }
        catch (OperationCanceledException)
        {
            _logger.StopTimedOut(_options.StopTimeout.TotalSeconds);
            await AbandonAsync();
            return;
        }
        catch (Exception e) when (e is DcpException or HttpRequestException)
        {
            _logger.NotAsked(e.Message);
        }

        Client.Dispose();
        await _log.WaitForEndAsync(_idle);
        Kill(_log.LivePids);
        await _log.DisposeAsync();
        _session.Dispose();
        _logger.Ended(watch.ElapsedMilliseconds);
    }

    /// <summary>Has DCP end everything, helps it where processes resist, and tells it to end.</summary>
    private async Task CleanUpAsync(Stopwatch watch, CancellationToken cancellationToken)
    {
        var running = (await Client.ListAsync<DcpExecutable>(cancellationToken))
            .Where(executable => executable.Status is { Pid: > 0 } status && !DcpExecutableState.IsEnd(status.State))
            .Select(executable => executable.Status!.Pid!.Value);
        var tree = ProcessTree.Capture(running);
        var helped = false;

        var state = await Client.ExecutionAsync(new DcpExecution(DcpExecution.CleaningResources, "Full"), cancellationToken);
        while (state.Status != DcpExecution.CleanupComplete)
        {
            if (!helped && watch.Elapsed > _options.StopGrace)
            {
                if (tree.KillRemaining() is > 0 and var killed)
                {
                    _logger.Killed(killed, _options.StopGrace.TotalSeconds);
                }

                await KillContainersAsync(cancellationToken);
                helped = true;
            }

            await Task.Delay(_poll, cancellationToken);
            state = await Client.ExecutionAsync(change: null, cancellationToken);
        }

        // Orphans of processes that did end: nobody's resources any more, but ours to leave no trace of.
        tree.KillRemaining();
        await Client.ExecutionAsync(new DcpExecution(DcpExecution.Stopping, "None"), cancellationToken);
    }

    /// <summary>
    /// Kills the containers that still run. DCP gives each 10 s, whatever its own stop timeout says, which is more than the whole stop may take.
    /// </summary>
    private async Task KillContainersAsync(CancellationToken cancellationToken)
    {
        var ids = (await Client.ListAsync<DcpContainer>(cancellationToken))
            .Where(container => container.Spec.Persistent is not true && container.Status is { ContainerId.Length: > 0 } status && !DcpContainerState.IsEnd(status.State))
            .Select(container => container.Status!.ContainerId!)
            .ToList();
        if (ids.Count == 0)
        {
            return;
        }

        try
        {
            await DcpProcess.RunAsync(_options.ContainerRuntime ?? "docker", ["kill", .. ids], environment: [], TimeSpan.FromSeconds(3), cancellationToken);
            _logger.Killed(ids.Count, _options.StopGrace.TotalSeconds);
        }
        catch (DcpException e)
        {
            // One of them ended just now, or the runtime is gone: DCP goes on by itself.
            _logger.NotAsked(e.Message);
        }
    }

    /// <summary>Leaves the rest to DCP: it knows that it has to end, and removes the session's folder when it does.</summary>
    private async Task AbandonAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
            await Client.ExecutionAsync(new DcpExecution(DcpExecution.Stopping, "Full"), limit.Token);
        }
        catch (Exception e) when (e is DcpException or HttpRequestException or OperationCanceledException)
        {
            _logger.NotAsked(e.Message);
        }

        Client.Dispose();
        await _log.DisposeAsync();
        _session.Certificate.Dispose();
    }

    private async Task ReportCrashAsync()
    {
        var last = await _log.ServerEnded;
        if (_stopping is null)
        {
            _crashed.TrySetResult($"DCP, Aspire's orchestrator, ended unexpectedly ({last}); stop this run and start it again.");
        }
    }

    private static void Kill(IReadOnlyList<int> pids)
    {
        foreach (var pid in pids)
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has just ended.
            }
        }
    }
}

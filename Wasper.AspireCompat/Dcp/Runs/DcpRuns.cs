using System.Collections.Concurrent;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp.Runs;

/// <summary>
/// The processes and containers of the application: starts them, stops them, and tells a listener what becomes of them. A name has one run at a time;
/// starting it again replaces the one that has ended.
/// </summary>
internal sealed class DcpRuns : IAsyncDisposable
{
    /// <summary>How long DCP may take to notice and report the end of something that has ended. Seen: up to 1 s.</summary>
    private static readonly TimeSpan _reportLimit = TimeSpan.FromSeconds(8);

    /// <summary>A container runtime gives a container 10 s of its own before it kills it.</summary>
    private static readonly TimeSpan _containerLimit = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, DcpRun> _runs = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly DcpClient _client;
    private readonly IDcpRunListener _listener;
    private readonly ILogger _logger;
    private readonly TimeSpan _stopGrace;
    private readonly Task[] _watching;

    /// <param name="client">DCP.</param>
    /// <param name="listener">Who is told.</param>
    /// <param name="stopGrace">How long a process may take to end after SIGTERM before it is killed with its descendants.</param>
    /// <param name="logger">Where the engine's own troubles go.</param>
    public DcpRuns(DcpClient client, IDcpRunListener listener, TimeSpan stopGrace, ILogger logger)
    {
        _client = client;
        _listener = listener;
        _stopGrace = stopGrace;
        _logger = logger;
        _watching = [WatchAsync<DcpExecutable>(DcpRunState.Of), WatchAsync<DcpContainer>(DcpRunState.Of)];
    }

    /// <summary>What is known of a run; null where there is none.</summary>
    public DcpRunState? Find(string name) => _runs.TryGetValue(name, out var run) ? run.State : null;

    /// <summary>Waits until the listener has got everything that a run printed which has ended. Does nothing for one that goes on.</summary>
    public Task DrainConsoleAsync(string name, CancellationToken cancellationToken) =>
        _runs.TryGetValue(name, out var run) && run is { State.HasEnded: true, Console: { } console } ? console.DrainAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Runs a process, replacing an earlier run of the same name that has ended.</summary>
    /// <exception cref="DcpException">DCP refuses, or an earlier run still goes on.</exception>
    public Task StartAsync(DcpExecutable executable, CancellationToken cancellationToken) => StartAsync(executable, DcpRunState.Of, cancellationToken);

    /// <summary>Runs a container, replacing an earlier run of the same name that has ended.</summary>
    /// <exception cref="DcpException">DCP refuses, or an earlier run still goes on.</exception>
    public Task StartAsync(DcpContainer container, CancellationToken cancellationToken) => StartAsync(container, DcpRunState.Of, cancellationToken);

    /// <summary>Ends a run and returns when it has ended. Does nothing where there is none. Its console stays until it is started again.</summary>
    /// <exception cref="DcpException">It does not end.</exception>
    public async Task StopAsync(string name, CancellationToken cancellationToken)
    {
        if (!_runs.TryGetValue(name, out var run) || run.State.HasEnded)
        {
            return;
        }

        if (run.IsContainer)
        {
            await _client.StopAsync<DcpContainer>(name, cancellationToken);
            if (run.State.State == DcpContainerState.RuntimeUnhealthy)
            {
                // Nothing runs; and without a runtime DCP has nobody to ask, so no end would ever be reported.
                return;
            }

            await WaitForEndAsync(run, _containerLimit, cancellationToken);
            return;
        }

        var tree = ProcessTree.Capture(run.State.Pid is { } pid ? [pid] : []);
        await _client.StopAsync<DcpExecutable>(name, cancellationToken);
        if (!await run.HasEndedWithinAsync(_stopGrace, cancellationToken) && tree.KillRemaining() is > 0 and var killed)
        {
            _logger.Killed(killed, _stopGrace.TotalSeconds);
        }

        await WaitForEndAsync(run, _reportLimit, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll([.. _watching, .. _runs.Values.Select(run => run.Console?.Following ?? Task.CompletedTask)]);
        _ending.Dispose();
    }

    private static async Task WaitForEndAsync(DcpRun run, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!await run.HasEndedWithinAsync(limit, cancellationToken))
        {
            throw new DcpException($"'{run.Name}' was told to stop but is still '{run.State.State}' after {limit.TotalSeconds:0} s; end it by hand{(run.State.Pid is { } pid ? $" (process {pid})" : string.Empty)}.");
        }
    }

    private async Task StartAsync<T>(T item, Func<T, DcpRunState> read, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var name = item.Metadata.Name;
        if (_runs.TryGetValue(name, out var earlier))
        {
            if (!earlier.State.HasEnded)
            {
                throw new DcpException($"'{name}' runs already; stop it first.");
            }

            earlier.Retire();
            await DeleteAsync<T>(earlier, cancellationToken);
        }

        var created = await _client.CreateAsync(item, cancellationToken);
        var run = new DcpRun(name, created.Metadata.Uid, isContainer: typeof(T) == typeof(DcpContainer), read(created));
        _runs[name] = run;
        _listener.Changed(name, run.State);
        run.Console = DcpConsole.Follow(_client, created, _listener, _logger, _ending.Token);

        // The watch may have seen the object before the run was known.
        if (await _client.GetAsync<T>(name, cancellationToken) is { } now)
        {
            Update(now, read);
        }
    }

    private async Task DeleteAsync<T>(DcpRun run, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var backoff = new DcpBackoff(_containerLimit, longest: TimeSpan.FromMilliseconds(200));
        await _client.DeleteAsync<T>(run.Name, cancellationToken);
        while (await _client.GetAsync<T>(run.Name, cancellationToken) is not null)
        {
            if (!await backoff.WaitAsync(cancellationToken))
            {
                throw new DcpException($"DCP did not let go of the earlier run of '{run.Name}' within {_containerLimit.TotalSeconds:0} s; start the application anew.");
            }
        }
    }

    private async Task WatchAsync<T>(Func<T, DcpRunState> read)
        where T : DcpObject, IDcpKind
    {
        var backoff = new DcpBackoff(TimeSpan.MaxValue);
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in _client.WatchAsync<T>(_logger, _ending.Token))
                {
                    if (!change.Deleted)
                    {
                        Update(change.Object, read);
                    }
                }
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Without this watch the dashboard would stand still: whatever it was, begin again.
                _logger.WatchBroke(T.ObjectKind.Name, e.Message);
                await backoff.WaitAsync(CancellationToken.None);
            }
        }
    }

    private void Update<T>(T item, Func<T, DcpRunState> read)
        where T : DcpObject
    {
        if (_runs.TryGetValue(item.Metadata.Name, out var run) && run.Uid == item.Metadata.Uid)
        {
            run.Update(item.Metadata.ResourceVersion, read(item), _listener);
        }
    }
}

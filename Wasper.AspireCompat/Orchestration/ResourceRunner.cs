using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp.Runs;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>The life of one resource: it is started, ends or is stopped, and may be started again. One thing at a time.</summary>
internal sealed class ResourceRunner(IResource resource, RunServices services, CancellationToken stopping) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly ILogger _log = services.Logs.GetLogger(resource);
    private readonly string _id = ResourceId.Of(resource);
    private CancellationTokenSource? _start;
    private RunPlan? _plan;
    private volatile bool _isEnding;
    private bool _endIsTold;

    public IResource Resource => resource;

    /// <summary>
    /// Waits for what the resource depends on, then starts it; does nothing if it runs. What fails becomes its state and a sentence in its log, which is
    /// returned too.
    /// </summary>
    /// <exception cref="OperationCanceledException">The application stops.</exception>
    public async Task<string?> StartAsync()
    {
        await _one.WaitAsync(stopping);
        try
        {
            using var start = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            Volatile.Write(ref _start, start);
            return await TryStartAsync(start.Token);
        }
        finally
        {
            Volatile.Write(ref _start, null);
            _one.Release();
        }
    }

    /// <summary>Ends the resource, or its start, and returns when it has ended.</summary>
    /// <exception cref="DistributedApplicationException">It does not end.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        CancelStart();
        await _one.WaitAsync(cancellationToken);
        try
        {
            var engine = await services.Engine.GetAsync(cancellationToken);
            if (engine.Runs.Find(RunPlanner.NameOf(resource)) is not { HasEnded: false })
            {
                return;
            }

            _isEnding = true;
            await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Stopping });
            await engine.Runs.StopAsync(RunPlanner.NameOf(resource), cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>DCP reports a change of the run.</summary>
    public void Changed(DcpRunState state)
    {
        if (_plan is not { } plan)
        {
            return;
        }

        // Told to stop, a process runs on for a while, and DCP says so; to everyone else it is as good as gone.
        var shown = _isEnding && state.State == KnownResourceStates.Running ? state with { State = KnownResourceStates.Stopping } : state;
        _ = PublishAsync(snapshot => RunSnapshot.Of(snapshot, resource, shown, plan));
        if (!state.HasEnded || Interlocked.Exchange(ref _endIsTold, true))
        {
            // DCP reports an end more than once: times and codes follow.
            return;
        }

        if (state.Failure is { } failure)
        {
            Report(failure);
        }
        else if (!_isEnding && state.ExitCode is not 0)
        {
            services.Logger.EndedByItself(resource.Name, state.ExitCode is { } code ? $"with exit code {code}" : "by a signal");
        }

        _ = AnnounceEndAsync();
    }

    /// <summary>The resource printed.</summary>
    public void Printed(IReadOnlyList<DcpConsoleLine> lines)
    {
        foreach (var line in lines)
        {
            services.Logs.Print(_id, line.Timestamp, line.Text, line.IsError);
        }
    }

    /// <summary>Says in a sentence why the resource does not run, in its own log and in the application's.</summary>
    public async Task FailAsync(string sentence)
    {
        Report(sentence);
        await PublishAsync(snapshot => RunSnapshot.End(snapshot, KnownResourceStates.FailedToStart));
    }

    public void Dispose() => _one.Dispose();

    private async Task<string?> TryStartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var engine = await services.Engine.GetAsync(cancellationToken);
            if (engine.Runs.Find(RunPlanner.NameOf(resource)) is { HasEnded: false })
            {
                return null;
            }

            await services.Notifications.WaitForDependenciesAsync(resource, cancellationToken);
            await PublishAsync(snapshot => RunSnapshot.Begin(snapshot, KnownResourceStates.Starting));
            await services.Eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services.Provider), cancellationToken);
            if (resource.IsContainer())
            {
                await services.Runtime.PrepareAsync(engine, cancellationToken);
            }

            _plan = await services.Planner.PlanAsync(resource, cancellationToken);
            (_isEnding, _endIsTold) = (false, false);
            await _plan.StartAsync(engine.Runs, cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            stopping.ThrowIfCancellationRequested();
            await PublishAsync(snapshot => RunSnapshot.Begin(snapshot, KnownResourceStates.NotStarted));
            return $"The start of '{resource.Name}' was given up.";
        }
        catch (Exception e)
        {
            // Callbacks and subscribers are the AppHost's code: whatever they throw is this resource's failure, and the others go on.
            var sentence = $"'{resource.Name}' could not be started: {e.Message}";
            await FailAsync(sentence);
            return sentence;
        }
    }

    private void CancelStart()
    {
        try
        {
            Volatile.Read(ref _start)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just succeeded.
        }
    }

    private void Report(string sentence)
    {
        _log.Failed(sentence);
        services.Logger.Failed(sentence);
    }

    private async Task AnnounceEndAsync()
    {
        try
        {
            if (services.Notifications.TryGetCurrentState(_id, out var ended))
            {
                await services.Eventing.PublishAsync(new ResourceStoppedEvent(resource, services.Provider, ended), stopping);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            services.Logger.SubscriberFailed(resource.Name, e.Message);
        }
        catch (OperationCanceledException)
        {
            // The application stops, and with it its subscribers.
        }
    }

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => services.Notifications.PublishUpdateAsync(resource, _id, change);
}

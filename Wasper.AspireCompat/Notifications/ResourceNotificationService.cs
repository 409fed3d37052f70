using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of all resources: who changes them publishes here, and who cares watches or waits here.</summary>
public class ResourceNotificationService : IDisposable
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _ending;
    private readonly ILogger _logger;
    private readonly ResourceWaits _waits;
    private readonly SnapshotCompletion _completion;
    private ImmutableList<Channel<ResourceEvent>> _watchers = [];

    /// <summary>A service that knows of no resource yet. All its waits end when the application stops.</summary>
    public ResourceNotificationService(
        ILogger<ResourceNotificationService> logger,
        IHostApplicationLifetime hostApplicationLifetime,
        IServiceProvider serviceProvider,
        ResourceLoggerService resourceLoggerService)
    {
        ArgumentNullException.ThrowIfNull(hostApplicationLifetime);
        _logger = logger;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(hostApplicationLifetime.ApplicationStopping);
        _completion = new SnapshotCompletion(serviceProvider);
        var options = serviceProvider.GetService<IOptions<ResourceNotificationServiceOptions>>()?.Value ?? new ResourceNotificationServiceOptions();
        _waits = new ResourceWaits(this, resourceLoggerService, options);
    }

    /// <summary>Changes the state of a resource and tells everyone who watches.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="stateFactory">Makes the new state of the present one. May be called while other resources change, but not twice at a time for one.</param>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory) =>
        PublishUpdateAsync(resource, ResourceId.Of(resource), stateFactory);

    /// <inheritdoc cref="PublishUpdateAsync(IResource, Func{CustomResourceSnapshot, CustomResourceSnapshot})" />
    /// <param name="resource">The resource.</param>
    /// <param name="resourceId">Its instance.</param>
    /// <param name="stateFactory">Makes the new state of the present one.</param>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentException.ThrowIfNullOrEmpty(resourceId);
        ArgumentNullException.ThrowIfNull(stateFactory);
        var entry = _entries.GetOrAdd(resourceId, _ => new Entry());
        lock (entry)
        {
            var before = entry.Current?.Snapshot;
            var snapshot = _completion.Complete(resource, before, stateFactory(before ?? SnapshotCompletion.Initial(resource)));
            entry.Current = new ResourceEvent(resource, resourceId, snapshot);

            // In the lock, so that nobody sees an older state after a newer one.
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(entry.Current);
            }

            if (before?.State?.Text != snapshot.State?.Text && snapshot.State?.Text is { } state)
            {
                _logger.StateChanged(resource.Name, state);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The present state of a resource, named by its id.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceId);
        resourceEvent = _entries.TryGetValue(resourceId, out var entry) ? entry.Current : null;
        return resourceEvent is not null;
    }

    /// <summary>The present states of all resources, then every change, until the application stops.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        ImmutableInterlocked.Update(ref _watchers, (watchers, added) => watchers.Add(added), channel);
        try
        {
            foreach (var entry in _entries.Values)
            {
                lock (entry)
                {
                    if (entry.Current is { } current)
                    {
                        channel.Writer.TryWrite(current);
                    }
                }
            }

            await foreach (var change in channel.Reader.ReadAllAsync(ending.Token))
            {
                yield return change;
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref _watchers, (watchers, removed) => watchers.Remove(removed), channel);
        }
    }

    /// <summary>Waits until a resource is in a state; <see cref="KnownResourceStates.Running"/> where none is named.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the application stops.</exception>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until a resource is in one of the states, and returns which.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the application stops.</exception>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var reached = await WaitForResourceAsync(resourceName, change => change.Snapshot.State?.Text is { } state && states.Contains(state), cancellationToken);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits until a resource's state is as wanted, and returns it.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the application stops.</exception>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        ArgumentNullException.ThrowIfNull(predicate);
        try
        {
            await foreach (var change in WatchAsync(cancellationToken))
            {
                var isNamed = string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase)
                    || string.Equals(change.ResourceId, resourceName, StringComparison.OrdinalIgnoreCase);
                if (isNamed && predicate(change))
                {
                    return change;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told below, in a sentence.
        }

        throw new OperationCanceledException($"The application stopped before '{resourceName}' was as it was waited for.", _ending.Token);
    }

    /// <summary>Waits until a resource runs, is healthy, and everyone who is told so has done what they do then.</summary>
    /// <exception cref="DistributedApplicationException">It failed, and the default behaviour is not to wait on.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the application stops.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        _waits.ForHealthyAsync(resourceName, behavior: null, cancellationToken);

    /// <inheritdoc cref="WaitForResourceHealthyAsync(string, CancellationToken)" />
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default) =>
        _waits.ForHealthyAsync(resourceName, waitBehavior, cancellationToken);

    /// <summary>Waits for everything that the resource was told to wait for. Its state is <see cref="KnownResourceStates.Waiting"/> meanwhile.</summary>
    /// <exception cref="DistributedApplicationException">One of them failed, and the resource does not wait for it to come back.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the application stops.</exception>
    public Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken) => _waits.ForDependenciesOfAsync(resource, cancellationToken);

    /// <summary>Ends all watches and waits.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        GC.SuppressFinalize(this);
    }

    private sealed class Entry
    {
        public ResourceEvent? Current { get; set; }
    }
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The logs of the resources: what they print and what is said about them. Each keeps its last 10,000 lines.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _disposing = new();
    private readonly TimeProvider _time;

    /// <summary>Logs that are all empty.</summary>
    public ResourceLoggerService()
        : this(TimeProvider.System)
    {
    }

    internal ResourceLoggerService(TimeProvider time) => _time = time;

    /// <summary>Writes to the log of a resource.</summary>
    public ILogger GetLogger(IResource resource) => GetLogger(ResourceId.Of(resource));

    /// <summary>Writes to the log of a resource, named by its id.</summary>
    public ILogger GetLogger(string resourceName) => new ResourceLogger(LogOf(resourceName), _time);

    /// <summary>The log from its oldest line on; goes on until the log is completed or the reader stops.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(ResourceId.Of(resource));

    /// <inheritdoc cref="WatchAsync(IResource)" />
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        return WatchLogAsync(resourceName);
    }

    /// <summary>The lines there are now, in one batch.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => GetAllAsync(ResourceId.Of(resource));

    /// <inheritdoc cref="GetAllAsync(IResource)" />
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        return ReadAllAsync(resourceName);
    }

    /// <summary>Ends all that watch the log. It opens again when something is written to it.</summary>
    public void Complete(IResource resource) => Complete(ResourceId.Of(resource));

    /// <inheritdoc cref="Complete(IResource)" />
    public void Complete(string name) => LogOf(name).Complete();

    /// <summary>Forgets the lines there are.</summary>
    public void ClearBacklog(string resourceName) => LogOf(resourceName).Clear();

    /// <summary>Ends all that watch any log.</summary>
    public void Dispose()
    {
        _disposing.Cancel();
        GC.SuppressFinalize(this);
    }

    /// <summary>Brings in what a resource, named by its id, has printed and is still on its way.</summary>
    internal Func<string, CancellationToken, Task> Drain { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Takes a line that the resource printed, with the time at which it did.</summary>
    internal void Print(string resourceId, DateTimeOffset? timestamp, string text, bool isError) => LogOf(resourceId).Add(timestamp ?? _time.GetUtcNow(), text, isError);

    private ResourceLog LogOf(string resourceName) => _logs.GetOrAdd(resourceName, _ => new ResourceLog());

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchLogAsync(string resourceName, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        using var reader = LogOf(resourceName).Open();
        while (await ReadAsync(reader, ending.Token, cancellationToken) is { } lines)
        {
            yield return lines;
        }
    }

    private static async Task<IReadOnlyList<LogLine>?> ReadAsync(ResourceLog.Reader reader, CancellationToken ending, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(ending);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The application ends, and with it every log: an end like any other for who reads it.
            return null;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAllAsync(string resourceName, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Drain(resourceName, cancellationToken);
        if (LogOf(resourceName).Read() is { Count: > 0 } lines)
        {
            yield return lines;
        }
    }
}

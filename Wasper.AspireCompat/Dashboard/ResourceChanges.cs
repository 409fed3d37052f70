using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// The changes that a reader has not seen yet, the latest of each resource only: one that is slow, or does not read at all, costs no more memory than
/// there are resources.
/// </summary>
internal sealed class ResourceChanges
{
    private readonly Lock _lock = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Dictionary<string, ResourceEvent> _latest = new(StringComparer.Ordinal);

    public void Add(ResourceEvent change)
    {
        lock (_lock)
        {
            _latest[change.ResourceId] = change;
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>No more changes will come; with the reason, if it is a failure.</summary>
    public void Complete(Exception? failure) => _signal.Writer.TryComplete(failure);

    /// <summary>Waits for changes. False: there will be none.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (!await _signal.Reader.WaitToReadAsync(cancellationToken))
        {
            return false;
        }

        _signal.Reader.TryRead(out _);
        return true;
    }

    /// <summary>Takes what there is; may be nothing.</summary>
    public IReadOnlyCollection<ResourceEvent> Take()
    {
        lock (_lock)
        {
            var taken = _latest.Values;
            _latest = new Dictionary<string, ResourceEvent>(StringComparer.Ordinal);
            return taken;
        }
    }
}

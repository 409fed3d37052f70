using System.Globalization;

namespace Aspire.Hosting.Dcp.Runs;

/// <summary>One life of a process or container.</summary>
internal sealed class DcpRun(string name, string? uid, bool isContainer, DcpRunState state)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version = -1;

    public string Name => name;

    public string? Uid => uid;

    public bool IsContainer => isContainer;

    public DcpRunState State { get; private set; } = state;

    /// <summary>What follows its logs; null for a moment after the start.</summary>
    public DcpConsole? Console { get; set; }

    /// <summary>Takes over a state unless a newer one is known: it comes from two sources, the watch and the answer to a question.</summary>
    public void Update(string? resourceVersion, DcpRunState state, IDcpRunListener listener)
    {
        lock (_lock)
        {
            // DCP counts its changes; the numbers are opaque by Kubernetes' rules, but these are DCP's.
            var version = long.TryParse(resourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : _version + 1;
            if (version <= _version)
            {
                return;
            }

            _version = version;
            State = state;
            listener.Changed(Name, state);
        }

        if (state.HasEnded)
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Another run takes its place: nobody wants to hear what else becomes of this one.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _version = long.MaxValue;
        }
    }

    public async Task<bool> HasEndedWithinAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _ended.Task.WaitAsync(limit, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

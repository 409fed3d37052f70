namespace Wasper.Gateway.Webhooks;

/// <summary>The deliveries of one flow that the app does not have yet, in the order in which they came. Guarded by the spool's lock.</summary>
internal sealed class FlowQueue(string flow)
{
    private readonly PriorityQueue<SpooledDelivery, long> _open = new();

    public string Flow => flow;

    /// <summary>How many are in the spool, whatever their state, and on their way into it.</summary>
    public int Count { get; set; }

    /// <summary>How many are still to be delivered, those among them that are not on the disk yet.</summary>
    public int OpenCount { get; set; }

    /// <summary>Whether the replay has this flow in hand: one delivery at a time.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>How often the first one has been answered with a passing failure, one after the other.</summary>
    public int Failures { get; set; }

    /// <summary>The one to be delivered next, or null.</summary>
    public SpooledDelivery? First
    {
        get
        {
            // Deleted and expired ones stay in the queue until their turn.
            while (_open.TryPeek(out var first, out _))
            {
                if (first.State.IsOpen())
                {
                    return first;
                }

                _open.Dequeue();
            }

            return null;
        }
    }

    public void Add(SpooledDelivery delivery) => _open.Enqueue(delivery, delivery.Id);
}

using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Gateway.Webhooks;

/// <summary>The spool's deliveries in memory: by id, by flow, by state, and by what tells a repeated one. Guarded by the spool's lock.</summary>
internal sealed class SpoolIndex
{
    private readonly SortedDictionary<long, SpooledDelivery> _deliveries = [];
    private readonly Dictionary<string, FlowQueue> _flows = new(StringComparer.Ordinal);
    private readonly Dictionary<DeliveryKey, SpooledDelivery> _byKey = [];
    private readonly Dictionary<DeliveryKey, SpooledDelivery[]> _cutByKey = [];
    private readonly int[] _counts = new int[DeliveryStates.Count];

    /// <summary>Those that are not done, in the order in which they came.</summary>
    public IEnumerable<SpooledDelivery> Deliveries => _deliveries.Values;

    /// <summary>Delivered ones whose sender may send them again.</summary>
    public IEnumerable<SpooledDelivery> Remembered => _byKey.Values.Where(delivery => delivery.State is DeliveryState.Delivered);

    public IEnumerable<FlowQueue> Flows => _flows.Values;

    public int Count(DeliveryState state) => _counts[(int)state];

    public SpooledDelivery? Find(long id) => _deliveries.GetValueOrDefault(id);

    /// <summary>The delivery with this key whose sender has been told that it was taken.</summary>
    public SpooledDelivery? Find(DeliveryKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>The attempts at the delivery with this key that may have arrived.</summary>
    public IReadOnlyList<SpooledDelivery> FindCut(DeliveryKey key) => _cutByKey.GetValueOrDefault(key, []);

    /// <summary>Whether deliveries of a flow are still to come to the app.</summary>
    public bool IsBehind(string flow) => _flows.TryGetValue(flow, out var queue) && queue.OpenCount > 0;

    public FlowQueue QueueOf(string flow)
    {
        if (!_flows.TryGetValue(flow, out var queue))
        {
            _flows.Add(flow, queue = new FlowQueue(flow));
        }

        return queue;
    }

    public void Add(SpooledDelivery delivery)
    {
        _deliveries.Add(delivery.Id, delivery);
        _flows.TryAdd(delivery.Flow.Flow, delivery.Flow);
        Enter(delivery);
        delivery.Flow.Count++;
        if (delivery.State.IsOpen())
        {
            delivery.Flow.OpenCount++;
        }

        if (delivery is { Key: { } key, AnswerId: not null })
        {
            _byKey[key] = delivery;
        }
    }

    /// <summary>Takes back <see cref="Add"/>: it could not be stored.</summary>
    public void Withdraw(SpooledDelivery delivery)
    {
        Change(delivery, DeliveryState.Deleted, 0, delivery.Changed);
        Forget(delivery);
    }

    public void Change(SpooledDelivery delivery, DeliveryState state, int status, DateTimeOffset now)
    {
        Leave(delivery);
        var wasOpen = delivery.State.IsOpen();
        if (!wasOpen || !state.IsOpen())
        {
            delivery.Changed = now;
        }

        (delivery.State, delivery.Status) = (state, status);
        delivery.Flow.OpenCount += (state.IsOpen() ? 1 : 0) - (wasOpen ? 1 : 0);
        if (state.IsOpen() && !wasOpen)
        {
            delivery.Flow.Add(delivery);
        }

        if (state is not (DeliveryState.Delivered or DeliveryState.Deleted))
        {
            Enter(delivery);
            return;
        }

        _deliveries.Remove(delivery.Id);
        if (--delivery.Flow.Count == 0)
        {
            _flows.Remove(delivery.Flow.Flow);
        }

        if (state is DeliveryState.Deleted)
        {
            Forget(delivery);
        }
    }

    /// <summary>Remembers a delivery that was done before this run.</summary>
    public void Remember(SpooledDelivery delivery) => _byKey[delivery.Key!.Value] = delivery;

    public void Forget(SpooledDelivery delivery)
    {
        if (delivery.Key is { } key && _byKey.GetValueOrDefault(key) == delivery)
        {
            _byKey.Remove(key);
        }
    }

    /// <summary>Everything whose record is in <paramref name="segment"/>.</summary>
    public List<SpooledDelivery> In(Segment segment) =>
        [.. _deliveries.Values.Concat(Remembered).Where(delivery => delivery.Place?.Segment == segment)];

    // What is known by state.
    private void Enter(SpooledDelivery delivery)
    {
        _counts[(int)delivery.State]++;
        if (delivery is { State: DeliveryState.Maybe, Key: { } key })
        {
            _cutByKey[key] = [.. FindCut(key), delivery];
        }
    }

    private void Leave(SpooledDelivery delivery)
    {
        _counts[(int)delivery.State]--;
        if (delivery is { State: DeliveryState.Maybe, Key: { } key } && _cutByKey.Remove(key, out var cut) && cut.Length > 1)
        {
            _cutByKey[key] = [.. cut.Where(other => other != delivery)];
        }
    }
}

using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Gateway.Webhooks;

/// <content>What operators ask and order.</content>
internal sealed partial class Spool
{
    public SpoolCounts Counts
    {
        get
        {
            lock (_lock)
            {
                var oldest = _index.Deliveries.FirstOrDefault(delivery => delivery.State.IsOpen());
                return new SpoolCounts(
                    _index.Count(DeliveryState.Pending) + _index.Count(DeliveryState.Sending),
                    oldest is null ? 0 : (_time.GetUtcNow() - oldest.Received).TotalSeconds,
                    _index.Count(DeliveryState.Maybe),
                    _index.Count(DeliveryState.Refused),
                    _index.Count(DeliveryState.Expired),
                    _index.Count(DeliveryState.Damaged),
                    Bytes);
            }
        }
    }

    /// <summary>A page of the deliveries that are not done, in the order in which they came.</summary>
    /// <param name="after">The last id of the page before; 0 for the first page.</param>
    public IReadOnlyList<DeliverySummary> List(string? flow, DeliveryState? state, long after, int count)
    {
        lock (_lock)
        {
            return
            [
                .. _index.Deliveries
                    .Where(delivery => delivery.Id > after && (flow is null || delivery.Flow.Flow == flow) && (state is null || delivery.State == state))
                    .Take(count)
                    .Select(DeliverySummary.Of),
            ];
        }
    }

    /// <summary>One delivery without its body; null where there is no such one, or it cannot be read.</summary>
    public async Task<DeliveryDetails?> ShowAsync(long id)
    {
        await using var request = await ExportAsync(id);
        if (request is null || Find(id) is not { } delivery)
        {
            return null;
        }

        var head = request.Head;
        return new DeliveryDetails(DeliverySummary.Of(delivery), head.Method, head.Target, head.Client, HeaderMask.Apply(head.Headers));
    }

    /// <summary>One delivery with all its headers and its body, which the caller disposes of; null where there is no such one, or it cannot be read.</summary>
    public async Task<StoredRequest?> ExportAsync(long id)
    {
        try
        {
            return Find(id) is { } delivery ? await StoredRequest.OpenAsync(delivery, _folder) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Has a delivery that waits for an operator sent to the app, at its place in the order of its flow. False where there is no such one.</summary>
    public bool Replay(long id)
    {
        lock (_lock)
        {
            if (_index.Find(id) is not { } delivery || !delivery.State.IsAside())
            {
                return false;
            }

            _ = MarkAsync(delivery, DeliveryState.Pending, 0);
            Schedule(delivery.Flow);
            return true;
        }
    }

    /// <summary>Has all deliveries of a flow, or of all flows, that are in <paramref name="state"/> sent to the app, and returns how many those are.</summary>
    public int ReplayAll(string? flow, DeliveryState state)
    {
        lock (_lock)
        {
            return Of(flow, state).Count(delivery => Replay(delivery.Id));
        }
    }

    /// <summary>Deletes a delivery for good, body and all. False where there is no such one, or it is just being sent.</summary>
    public bool Delete(long id)
    {
        lock (_lock)
        {
            if (_index.Find(id) is not { State: not DeliveryState.Sending, Place: not null } delivery)
            {
                return false;
            }

            _ = MarkAsync(delivery, DeliveryState.Deleted, delivery.Status);
            return true;
        }
    }

    /// <summary>Deletes all deliveries of a flow, or of all flows, that are in <paramref name="state"/>, and returns how many those are.</summary>
    public int DeleteAll(string? flow, DeliveryState state)
    {
        lock (_lock)
        {
            return Of(flow, state).Count(delivery => Delete(delivery.Id));
        }
    }

    private List<SpooledDelivery> Of(string? flow, DeliveryState state) =>
        [.. _index.Deliveries.Where(delivery => delivery.State == state && (flow is null || delivery.Flow.Flow == flow))];

    private SpooledDelivery? Find(long id)
    {
        lock (_lock)
        {
            return _index.Find(id);
        }
    }
}

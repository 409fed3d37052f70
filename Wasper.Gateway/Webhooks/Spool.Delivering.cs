using System.Diagnostics.CodeAnalysis;
using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Gateway.Webhooks;

/// <content>The way out: one delivery of a flow at a time, each marked before it is sent and after.</content>
internal sealed partial class Spool
{
    /// <summary>Raises <see cref="Ready"/> for every flow that has deliveries.</summary>
    public void ScheduleAll()
    {
        lock (_lock)
        {
            foreach (var flow in _index.Flows)
            {
                Schedule(flow);
            }
        }
    }

    /// <summary>The flow's next delivery. Where there is none, the flow is not in hand any more, until <see cref="Ready"/> names it again.</summary>
    public bool TryGetNext(FlowQueue flow, [NotNullWhen(true)] out SpooledDelivery? delivery)
    {
        lock (_lock)
        {
            delivery = flow.First;
            flow.IsScheduled = delivery is not null;
            return flow.IsScheduled;
        }
    }

    /// <summary>Marks a delivery as under way, on the disk: should the gateway die now, nobody sends it a second time unasked. False where it is not to be sent any more.</summary>
    /// <exception cref="IOException">The mark could not be written.</exception>
    public async Task<bool> TryBeginAsync(SpooledDelivery delivery)
    {
        Task marked;
        lock (_lock)
        {
            if (delivery.State is not DeliveryState.Pending)
            {
                return false;
            }

            marked = MarkAsync(delivery, DeliveryState.Sending, 0, isDurable: true);
        }

        try
        {
            await marked;
            return true;
        }
        catch (IOException)
        {
            SetBack(delivery);
            throw;
        }
    }

    /// <summary>Opens what is to be sent; null where it cannot be read whole, and then it is set aside.</summary>
    public async Task<StoredRequest?> OpenAsync(SpooledDelivery delivery)
    {
        try
        {
            return await StoredRequest.OpenAsync(delivery, _folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.Unreadable(_logger, delivery.Id, delivery.Flow.Flow, exception.Message);
            Finish(delivery, DeliveryState.Damaged, 0);
            return null;
        }
    }

    /// <summary>Says how an attempt ended.</summary>
    public void Finish(SpooledDelivery delivery, DeliveryState state, int status)
    {
        lock (_lock)
        {
            _ = MarkAsync(delivery, state, status);
        }

        _metrics.Replayed(state);
        if (state is DeliveryState.Delivered)
        {
            Settle(delivery.Key, status);
        }
    }

    /// <summary>The app has the delivery with this key: of its earlier attempts that were cut, nobody has to ask any more whether they arrived.</summary>
    /// <param name="status">What the app has answered.</param>
    public void Settle(DeliveryKey? key, int status)
    {
        if (key is not { } known)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var delivery in _index.FindCut(known).Where(delivery => delivery.Place is not null))
            {
                _ = MarkAsync(delivery, DeliveryState.Delivered, status);
                _metrics.Replayed(DeliveryState.Delivered);
            }
        }
    }

    /// <summary>The app does not have it: it stays the flow's first.</summary>
    public void SetBack(SpooledDelivery delivery)
    {
        lock (_lock)
        {
            _ = MarkAsync(delivery, DeliveryState.Pending, 0);
        }
    }

    // Under the lock. A mark that says how it ended need not be flushed: without it, the mark before says that the delivery may have arrived.
    private async Task MarkAsync(SpooledDelivery delivery, DeliveryState state, int status, bool isDurable = false)
    {
        _index.Change(delivery, state, status, _time.GetUtcNow());
        var record = SpoolRecord.OfMark(delivery.Prefix, delivery.Flow.Flow, delivery.Key, delivery.AnswerId);
        try
        {
            await _log.AppendAsync(record, isMark: true, isDurable, place => Marked(delivery, state, place));
        }
        catch (IOException exception)
        {
            ReportFailure(exception);
            if (isDurable)
            {
                throw;
            }
        }
    }

    private void Marked(SpooledDelivery delivery, DeliveryState state, RecordPlace place)
    {
        if (state is not (DeliveryState.Delivered or DeliveryState.Deleted))
        {
            return;
        }

        lock (_lock)
        {
            var isRemembered = state is DeliveryState.Delivered && delivery is { Key: not null, AnswerId: not null } && _options.Dedupe > TimeSpan.Zero;
            delivery.Move(isRemembered ? place : null);
            if (!isRemembered)
            {
                _index.Forget(delivery);
            }
        }

        DeleteBody(delivery.BodyFile, delivery.BodyLength);
    }
}

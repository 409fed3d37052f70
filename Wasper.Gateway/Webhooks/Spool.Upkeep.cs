using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Gateway.Webhooks;

/// <content>What time does: deliveries expire, and the log is freed of what is done.</content>
internal sealed partial class Spool
{
    /// <summary>Sets aside and forgets what is too old, and gives back disk space. To be called now and then.</summary>
    public Task TidyAsync()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            var old = _index.Deliveries.Where(delivery => delivery.State is DeliveryState.Pending && now - delivery.Changed > _options.MaxAge).ToList();
            old.ForEach(delivery => _ = MarkAsync(delivery, DeliveryState.Expired, delivery.Status));
            if (old.Count > 0)
            {
                Log.Expired(_logger, old.Count, _options.MaxAge.TotalHours);
                _metrics.Replayed(DeliveryState.Expired, old.Count);
            }

            var kept = _index.Deliveries.Where(delivery => delivery.State.IsAside() && now - delivery.Changed > _options.KeepAside).ToList();
            kept.ForEach(delivery => _ = MarkAsync(delivery, DeliveryState.Deleted, delivery.Status));
            if (kept.Count > 0)
            {
                Log.Dropped(_logger, kept.Count, _options.KeepAside.TotalDays);
            }

            foreach (var delivery in _index.Remembered.Where(delivery => now - delivery.Changed > _options.Dedupe).ToList())
            {
                delivery.Move(null);
                _index.Forget(delivery);
            }
        }

        return _log.RunAsync(Compact);
    }

    /// <summary>Gives up segments, the oldest first: marks come after what they mark, so that one is never gone before the other. What is still needed of a
    /// segment moves to the newest one, once that frees more than it costs.</summary>
    private void Compact(SpoolLog.Rewriter log)
    {
        SealIfDone(log);
        while (log.Segments is [var oldest, ..] && !log.IsActive(oldest))
        {
            if (!IsFree(oldest) && !(IsWorthMoving(log) && TryMove(log, oldest)))
            {
                return;
            }

            log.Remove(oldest);
        }
    }

    // Bodies may hold secrets. What is done with is not to lie about until the segment happens to fill up.
    private void SealIfDone(SpoolLog.Rewriter log)
    {
        lock (_lock)
        {
            if (!_index.Deliveries.Any() && IsAnythingDone(log))
            {
                log.Seal();
            }
        }
    }

    private static bool IsAnythingDone(SpoolLog.Rewriter log)
    {
        foreach (var segment in log.Segments)
        {
            if (segment.LiveBytes < segment.Length)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsFree(Segment segment)
    {
        lock (_lock)
        {
            return segment.Live == 0;
        }
    }

    // The log is at most twice as long as what is needed of it, and a segment. Where no delivery is left, only their memory is moved.
    private bool IsWorthMoving(SpoolLog.Rewriter log)
    {
        lock (_lock)
        {
            var (length, live) = (0L, 0L);
            foreach (var segment in log.Segments)
            {
                length += segment.Length;
                live += segment.LiveBytes;
            }

            return length - live > Math.Max(live, Segment.Capacity) || (!_index.Deliveries.Any() && length > live);
        }
    }

    private bool TryMove(SpoolLog.Rewriter log, Segment segment)
    {
        List<SpooledDelivery> moving;
        lock (_lock)
        {
            moving = _index.In(segment);
        }

        var records = new List<byte[]>();
        foreach (var delivery in moving.ToList())
        {
            if (TryCopy(delivery) is { } record)
            {
                records.Add(record);
            }
            else
            {
                moving.Remove(delivery);
            }
        }

        IReadOnlyList<RecordPlace> places;
        try
        {
            places = log.Append(records);
        }
        catch (IOException exception)
        {
            ReportFailure(exception);
            return false;
        }

        lock (_lock)
        {
            for (var i = 0; i < moving.Count; i++)
            {
                // One that was done meanwhile has its mark still to come, behind its copy.
                if (moving[i].Place?.Segment == segment)
                {
                    moving[i].Move(places[i]);
                }
            }
        }

        return true;
    }

    private byte[]? TryCopy(SpooledDelivery delivery)
    {
        lock (_lock)
        {
            if (delivery.State is DeliveryState.Delivered)
            {
                return SpoolRecord.OfMark(delivery.Prefix, delivery.Flow.Flow, delivery.Key, delivery.AnswerId);
            }

            try
            {
                var record = StoredRequest.ReadRecord(delivery);
                SpoolRecord.Update(record, delivery.State, delivery.Status, delivery.Changed);
                return record;
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
                Log.Unreadable(_logger, delivery.Id, delivery.Flow.Flow, exception.Message);
                _ = MarkAsync(delivery, DeliveryState.Deleted, 0);
                return null;
            }
        }
    }
}

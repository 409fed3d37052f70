using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Gateway.Webhooks;

/// <summary>Deliveries on disk that the app does not have yet, or may not have. What was taken survives the end of the process and of the machine.</summary>
internal sealed partial class Spool : IDisposable
{
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly WebhookMetrics _metrics;
    private readonly ILogger<Spool> _logger;
    private readonly SpoolFolder _folder;
    private readonly SpoolLog _log;
    private readonly SpoolIndex _index = new();
    private readonly Lock _lock = new();
    private long _lastId;
    private long _bodyBytes;
    private int _isFailing;
    private int _isFull;

    /// <exception cref="SpoolException">The folder cannot be used.</exception>
    public Spool(WebhookOptions options, TimeProvider time, WebhookMetrics metrics, ILogger<Spool> logger)
    {
        (_options, _time, _metrics, _logger) = (options, time, metrics, logger);
        _folder = SpoolFolder.Open(options.Directory);
        try
        {
            var contents = SpoolContents.Read(_folder, logger);
            _log = new SpoolLog(_folder, contents.Segments);
            _lastId = contents.LastId;
            TakeOver(contents);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _folder.Dispose();
            throw new SpoolException(
                $"The webhooks in '{options.Directory}' cannot be read: {exception.Message} Mend that, or let Gateway:Webhooks:Directory "
                + "(environment: Gateway__Webhooks__Directory) name another folder.",
                exception);
        }

        metrics.Observe(this);
    }

    /// <summary>Raised under the spool's lock when a flow has a delivery and nobody to deliver it. Handlers return at once.</summary>
    public event Action<FlowQueue>? Ready;

    /// <summary>Bytes on disk, those of bodies that are still coming included.</summary>
    public long Bytes => _log.Bytes + Interlocked.Read(ref _bodyBytes);

    /// <summary>Whether deliveries of a flow are still to come to the app, so that a new one has to go behind them.</summary>
    public bool IsBehind(string flow)
    {
        lock (_lock)
        {
            return _index.IsBehind(flow);
        }
    }

    /// <summary>What the sender of an earlier delivery with the same key was answered, as its <c>x-webhook-id</c>; null where there is none.</summary>
    public async ValueTask<string?> RecallAsync(DeliveryKey? key)
    {
        if (key is not { } known)
        {
            return null;
        }

        SpooledDelivery? earlier;
        lock (_lock)
        {
            earlier = _index.Find(known);
        }

        return earlier is not null && await IsStoredAsync(earlier) ? earlier.AnswerId : null;
    }

    /// <summary>Says that the disk does not take webhooks: one line for a disk that is full, not one for each of them.</summary>
    public void ReportFailure(Exception exception)
    {
        if (Interlocked.Exchange(ref _isFailing, 1) == 0)
        {
            Log.NotWritable(_logger, _folder.Path, exception.Message);
        }
    }

    /// <summary>Stores a delivery, which is then on the disk for good, and delivers it when its turn comes. A file of the body belongs to the spool from then on.</summary>
    /// <param name="answerId">The <c>x-webhook-id</c> for its sender.</param>
    /// <returns>The outcome, and the <c>x-webhook-id</c> to answer: another one where this delivery was taken before.</returns>
    public async Task<(SpoolOutcome Outcome, string AnswerId)> AcceptAsync(DeliveryHead head, StoredBody body, string answerId)
    {
        while (true)
        {
            if (await RecallAsync(head.Key) is { } earlier)
            {
                DeleteBody(body.File, body.Length);
                return (SpoolOutcome.Taken, earlier);
            }

            if (await TryAddAsync(head, body, answerId, DeliveryState.Pending) is { } outcome)
            {
                return (outcome, answerId);
            }
        }
    }

    /// <summary>Keeps a delivery that the app may have, for an operator: its sender is told that it failed.</summary>
    public async Task<SpoolOutcome> KeepAsync(DeliveryHead head, StoredBody body) =>
        await TryAddAsync(head, body, null, DeliveryState.Maybe) ?? SpoolOutcome.Failed;

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
    }

    // Null where another delivery with the same key came first.
    private async Task<SpoolOutcome?> TryAddAsync(DeliveryHead head, StoredBody body, string? answerId, DeliveryState state)
    {
        SpooledDelivery delivery;
        lock (_lock)
        {
            if (answerId is not null && head.Key is { } key && _index.Find(key) is not null)
            {
                return null;
            }

            if (!HasRoomFor(body.Bytes.Length))
            {
                DeleteBody(body.File, body.Length);
                return SpoolOutcome.Full;
            }

            delivery = new SpooledDelivery(++_lastId, _index.QueueOf(head.Flow), head.Key, answerId, head.Received)
            {
                State = state,
                Changed = _time.GetUtcNow(),
                BodyFile = body.File,
                BodyLength = body.Length,
            };
            _index.Add(delivery);

            // Under the lock, so that the records are in the order of their ids.
            var record = SpoolRecord.OfDelivery(delivery.Prefix, answerId, head, body);
            delivery.Stored = _log.AppendAsync(record, isMark: false, isDurable: true, place => Place(delivery, place));
        }

        if (!await IsStoredAsync(delivery))
        {
            DeleteBody(body.File, body.Length);
            return SpoolOutcome.Failed;
        }

        _metrics.Spooled(state);
        return SpoolOutcome.Taken;
    }

    private async ValueTask<bool> IsStoredAsync(SpooledDelivery delivery)
    {
        try
        {
            await delivery.Stored;
            if (Interlocked.Exchange(ref _isFailing, 0) == 1)
            {
                Log.Writable(_logger, _folder.Path);
            }

            return true;
        }
        catch (IOException exception)
        {
            lock (_lock)
            {
                if (_index.Find(delivery.Id) == delivery)
                {
                    _index.Withdraw(delivery);
                }
            }

            ReportFailure(exception);
            return false;
        }
    }

    private void Place(SpooledDelivery delivery, RecordPlace place)
    {
        lock (_lock)
        {
            delivery.Move(place);
            if (delivery.State.IsOpen())
            {
                delivery.Flow.Add(delivery);
                Schedule(delivery.Flow);
            }
        }
    }

    private void Schedule(FlowQueue flow)
    {
        if (!flow.IsScheduled && flow.First is not null && Ready is { } ready)
        {
            flow.IsScheduled = true;
            ready(flow);
        }
    }

    private void TakeOver(SpoolContents contents)
    {
        var cut = new List<SpooledDelivery>();
        foreach (var delivery in contents.Deliveries)
        {
            _bodyBytes += delivery.BodyFile is null ? 0 : delivery.BodyLength;
            _index.Add(delivery);
            if (delivery.State is DeliveryState.Sending)
            {
                cut.Add(delivery);
            }
            else if (delivery.State is DeliveryState.Pending)
            {
                delivery.Flow.Add(delivery);
            }
        }

        foreach (var delivery in contents.Remembered)
        {
            _index.Remember(delivery);
        }

        cut.ForEach(delivery => _ = MarkAsync(delivery, DeliveryState.Maybe, 0));
        var open = _index.Count(DeliveryState.Pending);
        if (open > 0 || cut.Count > 0)
        {
            Log.Found(_logger, open, cut.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Open} webhooks of an earlier run are still to be delivered; {Maybe} more were on their way when it ended and may have been")]
        public static partial void Found(ILogger logger, int open, int maybe);

        [LoggerMessage(LogLevel.Error, "Webhooks cannot be written to '{Folder}', and are refused while the app is away: {Reason}")]
        public static partial void NotWritable(ILogger logger, string folder, string reason);

        [LoggerMessage(LogLevel.Error, "The webhooks on disk take {Megabytes} MB, all that Gateway:Webhooks:MaxMegabytes allows: new ones are refused while the app is away")]
        public static partial void Full(ILogger logger, long megabytes);

        [LoggerMessage(LogLevel.Information, "Webhooks can be written to '{Folder}' again")]
        public static partial void Writable(ILogger logger, string folder);

        [LoggerMessage(LogLevel.Error, "The webhook {Id} of flow {Flow} cannot be read any more ({Reason}) and is not delivered. The disk may be failing")]
        public static partial void Unreadable(ILogger logger, long id, string flow, string reason);

        [LoggerMessage(LogLevel.Warning, "{Count} webhooks could not be delivered within {Hours:F0} h. They are kept for an operator, and not sent by themselves any more")]
        public static partial void Expired(ILogger logger, int count, double hours);

        [LoggerMessage(LogLevel.Warning, "{Count} webhooks that no operator asked for were kept {Days:F0} days, and are deleted")]
        public static partial void Dropped(ILogger logger, int count, double days);
    }
}

namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>What earlier runs have left in the folder of the spool.</summary>
internal sealed partial class SpoolContents
{
    private readonly Dictionary<long, SpooledDelivery> _deliveries = [];
    private readonly List<SpooledDelivery> _remembered = [];
    private readonly Dictionary<string, FlowQueue> _flows = new(StringComparer.Ordinal);
    private readonly List<Segment> _segments = [];
    private readonly ILogger _logger;
    private byte[] _buffer = [];

    private SpoolContents(ILogger logger) => _logger = logger;

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Those that are not done, in the order in which they came.</summary>
    public IEnumerable<SpooledDelivery> Deliveries => _deliveries.Values.OrderBy(delivery => delivery.Id);

    public IEnumerable<SpooledDelivery> Remembered => _remembered;

    /// <summary>The largest id there is.</summary>
    public long LastId { get; private set; }

    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SpoolContents Read(SpoolFolder folder, ILogger logger)
    {
        var contents = new SpoolContents(logger);
        contents._segments.AddRange(Directory.EnumerateFiles(folder.Path, Segment.Pattern)
            .Select(Segment.Open).OfType<Segment>().OrderBy(segment => segment.Number));
        foreach (var segment in contents._segments)
        {
            contents.Read(segment, isLast: segment == contents._segments[^1]);
        }

        contents._buffer = [];
        contents.RemoveOrphans(folder);
        return contents;
    }

    private void Read(Segment segment, bool isLast)
    {
        if (segment.Length > _buffer.Length)
        {
            _buffer = new byte[segment.Length];
        }

        var bytes = _buffer.AsMemory(0, (int)segment.Length);
        segment.TryRead(bytes.Span, 0);
        var scan = new SegmentScan(bytes.Span, segment.Salt);
        while (scan.MoveNext())
        {
            // A record of a later version is damage, too, to this one.
            var record = bytes[scan.Start..scan.End][Math.Min(RecordFrame.Size, scan.End - scan.Start)..];
            if (!scan.Record.IsEmpty && SpoolRecord.TryReadIndex(record, out var index))
            {
                Apply(index, new RecordPlace(segment, scan.Start, record.Length));
            }
            else if (isLast && scan.IsAtEnd)
            {
                Log.Torn(_logger, segment.Path, scan.Start, scan.End - scan.Start);
                segment.Truncate(scan.Start);
            }
            else
            {
                segment.IsDamaged = true;
                Log.Damaged(_logger, segment.Path, scan.Start, scan.End - scan.Start);
            }
        }
    }

    private void Apply(RecordIndex index, RecordPlace place)
    {
        var prefix = index.Prefix;
        LastId = Math.Max(LastId, prefix.Id);
        var known = _deliveries.GetValueOrDefault(prefix.Id);
        if (prefix.State is DeliveryState.Delivered or DeliveryState.Deleted)
        {
            known?.Move(null);
            _deliveries.Remove(prefix.Id);
            if (prefix.State is DeliveryState.Delivered && index is { Key: not null, AnswerId: not null })
            {
                _remembered.Add(Place(index, place));
            }
        }
        else if (index.IsDelivery)
        {
            known?.Move(null);
            _deliveries[prefix.Id] = Place(index, place);
        }
        else if (known is not null)
        {
            (known.State, known.Status, known.Changed) = (prefix.State, prefix.Status, prefix.Changed);
        }
    }

    private SpooledDelivery Place(RecordIndex index, RecordPlace place)
    {
        if (!_flows.TryGetValue(index.Flow, out var flow))
        {
            _flows.Add(index.Flow, flow = new FlowQueue(index.Flow));
        }

        var delivery = new SpooledDelivery(index.Prefix.Id, flow, index.Key, index.AnswerId, index.Received)
        {
            BodyFile = index.BodyFile,
            BodyLength = index.BodyLength,
            State = index.Prefix.State,
            Status = index.Prefix.Status,
            Changed = index.Prefix.Changed,
        };
        delivery.Move(place);
        return delivery;
    }

    // Bodies whose deliveries are done, or were never stored.
    private void RemoveOrphans(SpoolFolder folder)
    {
        var needed = _deliveries.Values.Select(delivery => delivery.BodyFile).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(folder.Path, StoredBody.FilePattern).Where(file => !needed.Contains(Path.GetFileName(file))))
        {
            File.Delete(file);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "'{File}' ends in a record that was never finished, at byte {Offset}: {Bytes} bytes are cut off. Its sender was told nothing")]
        public static partial void Torn(ILogger logger, string file, int offset, int bytes);

        [LoggerMessage(LogLevel.Error, "'{File}' is damaged from byte {Offset} on, for {Bytes} bytes: a webhook or a mark on one is lost. The disk may be failing")]
        public static partial void Damaged(ILogger logger, string file, int offset, int bytes);
    }
}

namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>Records that go into a segment with one write.</summary>
internal sealed class AppendGroup(Segment segment)
{
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private readonly List<RecordPlace> _places = [];

    public Segment Target => segment;

    /// <summary>Where each of the records will be.</summary>
    public IReadOnlyList<RecordPlace> Places => _places;

    /// <summary>The segment's length with them.</summary>
    public long End { get; private set; } = segment.Length;

    public bool TryAdd(byte[] record, bool isMark)
    {
        if (!Segment.HasRoomFor(End, RecordFrame.Size + record.Length, isMark))
        {
            return false;
        }

        Add(record);
        return true;
    }

    public void Add(byte[] record)
    {
        _buffers.Add(RecordFrame.Of(record, segment.Salt).ToArray(segment.Salt));
        _buffers.Add(record);
        _places.Add(new RecordPlace(segment, End, record.Length));
        End += RecordFrame.Size + record.Length;
    }

    public void Write() => segment.Write(_buffers, segment.Length);
}

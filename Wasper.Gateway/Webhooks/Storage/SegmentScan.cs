namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>Goes through the bytes of a segment record by record. What is damaged is stepped over and told.</summary>
internal ref struct SegmentScan(ReadOnlySpan<byte> bytes, uint salt)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _next;

    /// <summary>Where the present record, or damage, begins and ends.</summary>
    public int Start { get; private set; }

    public readonly int End => _next;

    /// <summary>Whether nothing usable comes after: damage here is a write that was never finished.</summary>
    public readonly bool IsAtEnd => _next == _bytes.Length;

    /// <summary>The present record; empty where it is damaged.</summary>
    public ReadOnlySpan<byte> Record { get; private set; }

    public bool MoveNext()
    {
        Start = _next;
        Record = default;
        if (IsAtEnd)
        {
            return false;
        }

        var rest = _bytes[Start..];
        if (!RecordFrame.TryRead(rest, salt, out var frame))
        {
            _next = FindFrame(Start + 1);
            return true;
        }

        rest = rest[RecordFrame.Size..];
        if (rest.Length < frame.Length)
        {
            _next = FindFrame(Start + RecordFrame.Size);
            return true;
        }

        _next = Start + RecordFrame.Size + frame.Length;
        if (frame.Matches(rest[..frame.Length], salt))
        {
            Record = rest[..frame.Length];
        }

        return true;
    }

    private readonly int FindFrame(int from)
    {
        while (_bytes[from..].IndexOf(RecordFrame.Mark) is >= 0 and var found)
        {
            if (RecordFrame.TryRead(_bytes[(from + found)..], salt, out _))
            {
                return from + found;
            }

            from += found + 1;
        }

        return _bytes.Length;
    }
}

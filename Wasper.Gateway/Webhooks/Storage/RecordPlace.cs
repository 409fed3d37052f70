namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>Where a record is.</summary>
/// <param name="Offset">Where its frame begins.</param>
/// <param name="Length">Bytes of the record, without the frame.</param>
internal sealed record RecordPlace(Segment Segment, long Offset, int Length)
{
    public int TotalLength => RecordFrame.Size + Length;
}

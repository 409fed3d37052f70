namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>What is kept in memory of a record.</summary>
/// <param name="IsDelivery">Whether it holds the delivery itself; otherwise it is a mark on one.</param>
internal sealed record RecordIndex(RecordPrefix Prefix, bool IsDelivery, string Flow, DeliveryKey? Key, string? AnswerId)
{
    public DateTimeOffset Received { get; init; }

    public string? BodyFile { get; init; }

    public long BodyLength { get; init; }
}

using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Gateway.Webhooks;

/// <summary>What is known in memory of a delivery in the spool. Its state, status and place change under the spool's lock only.</summary>
internal sealed class SpooledDelivery(long id, FlowQueue flow, DeliveryKey? key, string? answerId, DateTimeOffset received)
{
    public long Id => id;

    public FlowQueue Flow => flow;

    public DeliveryKey? Key => key;

    /// <summary>The <c>x-webhook-id</c> its sender was given; null where the sender was told that it failed.</summary>
    public string? AnswerId => answerId;

    public DateTimeOffset Received => received;

    public string? BodyFile { get; init; }

    /// <summary>In bytes.</summary>
    public long BodyLength { get; init; }

    /// <summary>Completes when the delivery is safe on the disk, or cannot be.</summary>
    public Task Stored { get; set; } = Task.CompletedTask;

    public DeliveryState State { get; set; }

    /// <summary>What the app has answered; 0 where it has not.</summary>
    public int Status { get; set; }

    /// <summary>Since when it is open, waits for an operator, or is done: attempts to deliver it change nothing.</summary>
    public DateTimeOffset Changed { get; set; }

    /// <summary>The record that is needed of it: its own, or, once it is delivered, the mark that remembers its key. Null before it is written, and after.</summary>
    public RecordPlace? Place { get; private set; }

    public RecordPrefix Prefix => new(id, State, Status, Changed);

    /// <summary>Says where its record is now, so that segments know what they are kept for.</summary>
    public void Move(RecordPlace? place)
    {
        Count(Place, -1);
        Place = place;
        Count(Place, +1);
    }

    private static void Count(RecordPlace? place, int number)
    {
        if (place is { } known)
        {
            known.Segment.Live += number;
            known.Segment.LiveBytes += number * known.TotalLength;
        }
    }
}

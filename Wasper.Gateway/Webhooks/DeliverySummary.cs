namespace Wasper.Gateway.Webhooks;

/// <summary>A delivery in a list.</summary>
/// <param name="Status">What the app has answered; 0 where it has not.</param>
/// <param name="Since">Since when it is open, or waits for an operator.</param>
/// <param name="WebhookId">The <c>x-webhook-id</c> its sender was given; null where the sender was told that it failed.</param>
/// <param name="BodyBytes">The length of its body.</param>
internal sealed record DeliverySummary(
    long Id, string Flow, DeliveryState State, int Status, DateTimeOffset Received, DateTimeOffset Since, string? WebhookId, long BodyBytes)
{
    public static DeliverySummary Of(SpooledDelivery delivery) => new(
        delivery.Id, delivery.Flow.Flow, delivery.State, delivery.Status, delivery.Received, delivery.Changed, delivery.AnswerId, delivery.BodyLength);
}

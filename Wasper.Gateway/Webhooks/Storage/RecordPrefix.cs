namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>What every record begins with.</summary>
/// <param name="Status">What the app has answered; 0 where it has not.</param>
/// <param name="Changed">Since when the delivery is in this state.</param>
internal readonly record struct RecordPrefix(long Id, DeliveryState State, int Status, DateTimeOffset Changed);

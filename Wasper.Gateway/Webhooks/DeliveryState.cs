namespace Wasper.Gateway.Webhooks;

/// <summary>Where a delivery stands. The numbers are on disk.</summary>
internal enum DeliveryState : byte
{
    /// <summary>Its sender has been told that it was taken; the app does not have it yet.</summary>
    Pending = 1,

    /// <summary>On its way to the app. Where this is still so after a start, the gateway has died meanwhile, and it is <see cref="Maybe"/>.</summary>
    Sending = 2,

    /// <summary>Maybe delivered: it was on its way when the exchange broke. Only an operator has it sent again.</summary>
    Maybe = 3,

    /// <summary>The app has answered it with 4xx: mostly a flow that is gone or switched off. Kept for the operator.</summary>
    Refused = 4,

    /// <summary>It could not be delivered in time. Kept for the operator.</summary>
    Expired = 5,

    /// <summary>Its record or its body can no longer be read whole.</summary>
    Damaged = 6,

    /// <summary>The app has it.</summary>
    Delivered = 7,

    /// <summary>An operator has deleted it, or it was kept long enough.</summary>
    Deleted = 8,
}

internal static class DeliveryStates
{
    /// <summary>How many numbers there are, zero among them.</summary>
    public const int Count = (int)DeliveryState.Deleted + 1;

    /// <summary>Whether it is still to be delivered by itself.</summary>
    public static bool IsOpen(this DeliveryState state) => state is DeliveryState.Pending or DeliveryState.Sending;

    /// <summary>Whether it waits for an operator.</summary>
    public static bool IsAside(this DeliveryState state) =>
        state is DeliveryState.Maybe or DeliveryState.Refused or DeliveryState.Expired or DeliveryState.Damaged;
}

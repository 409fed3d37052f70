namespace Wasper.Gateway.Admin;

/// <summary>How requests get to the app.</summary>
/// <param name="PausedSince">Null where the app is not paused.</param>
/// <param name="PauseExpectedEnd">When the pause should be over; nothing ends it but <c>/resume</c>.</param>
/// <param name="WaitingRequests">How many wait for the app.</param>
internal sealed record AppState(bool IsUp, DateTimeOffset? PausedSince, DateTimeOffset? PauseExpectedEnd, int WaitingRequests);

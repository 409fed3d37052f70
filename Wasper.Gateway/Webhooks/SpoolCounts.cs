namespace Wasper.Gateway.Webhooks;

/// <summary>The spool at a glance.</summary>
/// <param name="Pending">Deliveries that the app is still to get by themselves.</param>
/// <param name="OldestPendingSeconds">How long the first of them has waited; 0 where there is none.</param>
/// <param name="Maybe">Maybe delivered: for an operator to decide.</param>
/// <param name="Refused">Answered by the app with 4xx.</param>
/// <param name="Expired">Not delivered in time.</param>
/// <param name="Damaged">Not readable any more.</param>
/// <param name="Bytes">On disk.</param>
internal sealed record SpoolCounts(int Pending, double OldestPendingSeconds, int Maybe, int Refused, int Expired, int Damaged, long Bytes);

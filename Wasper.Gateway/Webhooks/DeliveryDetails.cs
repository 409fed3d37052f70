namespace Wasper.Gateway.Webhooks;

/// <summary>A delivery as an operator sees it: without its body, and without what may be a secret in its headers.</summary>
internal sealed record DeliveryDetails(
    DeliverySummary Summary, string Method, string Target, string Client, IReadOnlyList<KeyValuePair<string, string>> Headers);

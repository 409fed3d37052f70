namespace Wasper.Gateway.Webhooks;

/// <summary>Finds the id that a sender gives to a delivery and to each repetition of it.</summary>
internal sealed class DeliveryIds(WebhookOptions options)
{
    /// <summary>Longer ones are none: they would be a way to make the gateway hash much.</summary>
    private const int MaxLength = 512;

    public DeliveryKey? KeyOf(string flow, IHeaderDictionary headers)
    {
        foreach (var name in options.DeliveryIdHeaders)
        {
            if (headers.TryGetValue(name, out var values) && values is [{ Length: > 0 and <= MaxLength } id])
            {
                return DeliveryKey.Of(flow, name, id);
            }
        }

        return null;
    }
}

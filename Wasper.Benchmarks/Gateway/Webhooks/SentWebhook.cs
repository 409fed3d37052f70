using System.Globalization;

namespace Wasper.Benchmarks.Gateway.Webhooks;

/// <summary>One attempt to send a webhook; as text it is the webhook's body.</summary>
/// <param name="Number">Of the webhook in its flow; the attempts at one webhook have the same.</param>
internal sealed record SentWebhook(int Flow, int Number, int Attempt)
{
    public static SentWebhook Parse(string body)
    {
        var parts = body.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new SentWebhook(parts[0], parts[1], parts[2]);
    }

    public override string ToString() => $"{Flow}.{Number}.{Attempt}";
}

using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Webhooks;

/// <summary>The section <c>Gateway:Webhooks</c>: webhooks that cannot be delivered are taken to disk.</summary>
internal sealed record WebhookOptions
{
    private const int DefaultMegabytes = 1024;

    /// <summary>A weekend.</summary>
    private const int DefaultMaxAgeHours = 72;

    private const int DefaultKeepDays = 30;

    /// <summary>Senders repeat what was not answered within minutes to hours.</summary>
    private const int DefaultDedupeHours = 24;

    private const int DefaultConcurrency = 16;

    /// <summary>Headers whose value a sender gives to one delivery and, where it sends that again, to the repetition.</summary>
    private static readonly string[] _deliveryIds =
    [
        "webhook-id", "svix-id", "Idempotency-Key", "X-GitHub-Delivery", "X-Gitea-Delivery", "X-Shopify-Webhook-Id", "X-Atlassian-Webhook-Identifier",
        "X-WC-Webhook-Delivery-ID", "X-Zendesk-Webhook-Invocation-Id", "Paypal-Transmission-Id", "I-Twilio-Idempotency-Token", "Linear-Delivery",
    ];

    public required bool Enabled { get; init; }

    public required string Directory { get; init; }

    /// <summary>How many bytes the spool may hold. Beyond, webhooks are not taken; none that was taken is dropped for it.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>How long the gateway tries to deliver; after that a delivery waits for an operator.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>How long deliveries that wait for an operator are kept.</summary>
    public required TimeSpan KeepAside { get; init; }

    /// <summary>How long after its delivery a repetition is recognised.</summary>
    public required TimeSpan Dedupe { get; init; }

    /// <summary>How many flows get deliveries out of the spool at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>The first of these headers that a delivery has tells repetitions of it.</summary>
    public required IReadOnlyList<string> DeliveryIdHeaders { get; init; }

    /// <summary>Further signs of a handshake, beside the well-known ones: names of headers, query parameters and fields of the body.</summary>
    public required IReadOnlyList<string> HandshakeNames { get; init; }

    public static WebhookOptions Read(SectionReader section, string certificateDirectory)
    {
        var ids = Names(section, "DeliveryIdHeaders");
        return new WebhookOptions
        {
            Enabled = section.Flag("Enabled", true),
            Directory = Folder(section, certificateDirectory),
            MaxBytes = section.Number("MaxMegabytes", DefaultMegabytes, 16, 1_000_000) * 1024L * 1024L,
            MaxAge = TimeSpan.FromHours(section.Number("MaxAgeHours", DefaultMaxAgeHours, 1, 10_000)),
            KeepAside = TimeSpan.FromDays(section.Number("KeepDays", DefaultKeepDays, 1, 10_000)),
            Dedupe = TimeSpan.FromHours(section.Number("DedupeHours", DefaultDedupeHours, 0, 10_000)),
            Concurrency = section.Number("Concurrency", DefaultConcurrency, 1, 1000),
            DeliveryIdHeaders = ids.Count > 0 ? ids : _deliveryIds,
            HandshakeNames = Names(section, "HandshakeNames"),
        };
    }

    // With the certificates, because that folder is one that outlives the container.
    private static string Folder(SectionReader section, string certificateDirectory)
    {
        var value = section.Text("Directory");
        if (value is null)
        {
            return Path.Combine(certificateDirectory, "webhooks");
        }

        if (File.Exists(value) || string.IsNullOrWhiteSpace(value))
        {
            section.Fail("Directory", value, "is not a folder: name one the gateway may write to, on a disk that outlives it");
            return ".";
        }

        return Path.GetFullPath(value);
    }

    private static List<string> Names(SectionReader section, string key)
    {
        var names = section.List(key);
        foreach (var (entry, value) in names.Where(name => string.IsNullOrWhiteSpace(name.Value) || name.Value.Contains(' ', StringComparison.Ordinal)))
        {
            section.Fail(entry, value, "is not a name: write it as X-GitHub-Delivery");
        }

        return [.. names.Select(name => name.Value)];
    }
}

using System.Diagnostics.Metrics;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.Webhooks;

/// <summary>What goes into the spool and comes out of it.</summary>
internal sealed class WebhookMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _spooled;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _replayed;

    public WebhookMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(RequestMetrics.MeterName);
        _spooled = _meter.CreateCounter<long>("wasper.gateway.webhooks.spooled", "{webhook}", "Webhooks taken to disk, by the state they were taken in.");
        _refused = _meter.CreateCounter<long>("wasper.gateway.webhooks.refused", "{webhook}", "Webhooks that could not be taken to disk, by reason.");
        _replayed = _meter.CreateCounter<long>("wasper.gateway.webhooks.replayed", "{webhook}", "Webhooks that left the line for the app, by outcome.");
    }

    public void Observe(Spool spool)
    {
        _meter.CreateObservableGauge("wasper.gateway.webhooks.pending", () => spool.Counts.Pending, "{webhook}", "Webhooks on disk that are to be delivered.");
        _meter.CreateObservableGauge("wasper.gateway.webhooks.oldest", () => spool.Counts.OldestPendingSeconds, "s", "Age of the oldest of those.");
        _meter.CreateObservableGauge("wasper.gateway.webhooks.size", () => spool.Bytes, "By", "What the spool takes on disk.");
        _meter.CreateObservableGauge("wasper.gateway.webhooks.aside", () => Aside(spool.Counts), "{webhook}", "Webhooks that wait for an operator, by state.");
    }

    public void Spooled(DeliveryState state) => _spooled.Add(1, State(state));

    public void Refused(SpoolOutcome outcome) =>
        _refused.Add(1, new KeyValuePair<string, object?>("reason", outcome is SpoolOutcome.Full ? "full" : "disk"));

    public void Replayed(DeliveryState state, int count = 1) => _replayed.Add(count, State(state));

    private static IEnumerable<Measurement<int>> Aside(SpoolCounts counts) =>
    [
        new(counts.Maybe, State(DeliveryState.Maybe)),
        new(counts.Refused, State(DeliveryState.Refused)),
        new(counts.Expired, State(DeliveryState.Expired)),
        new(counts.Damaged, State(DeliveryState.Damaged)),
    ];

    private static KeyValuePair<string, object?> State(DeliveryState state) => new("wasper.webhook.state", state switch
    {
        DeliveryState.Maybe => "maybe_delivered",
        DeliveryState.Refused => "refused",
        DeliveryState.Expired => "expired",
        DeliveryState.Damaged => "damaged",
        DeliveryState.Delivered => "delivered",
        _ => "pending",
    });
}

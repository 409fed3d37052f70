using System.Diagnostics.Metrics;
using Wasper.Gateway.Proxy;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.Holding;

/// <summary>What is known of the app's state, and of the requests that wait for it.</summary>
internal sealed class HoldMetrics(IMeterFactory meters)
{
    /// <summary>In seconds. The default limit is 30 s, a restart takes 10.</summary>
    private static readonly double[] _buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 60, 300];

    private readonly Meter _meter = meters.Create(RequestMetrics.MeterName);
    private readonly Histogram<double> _duration = meters.Create(RequestMetrics.MeterName).CreateHistogram(
        "wasper.gateway.hold.duration",
        "s",
        "How long requests have waited for the app, by how that ended.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = _buckets });

    public void Observe(AppGate gate, AppMonitor monitor)
    {
        _meter.CreateObservableGauge("wasper.gateway.app.up", () => monitor.IsUp ? 1 : 0, null, "1 while the app answers.");
        _meter.CreateObservableGauge("wasper.gateway.app.paused", () => gate.Paused is null ? 0 : 1, null, "1 while an operator has paused the app.");
    }

    public void Observe(WaitingRoom room) =>
        _meter.CreateObservableGauge("wasper.gateway.hold.requests", () => room.Count, "{request}", "Requests that wait for the app.");

    public void Ended(TimeSpan duration, Verdict verdict) =>
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("wasper.hold.outcome", verdict switch
        {
            Verdict.Admitted => "admitted",
            Verdict.Expired => "expired",
            Verdict.Gone => "client_gone",
            _ => "refused",
        }));
}

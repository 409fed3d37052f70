using System.Diagnostics.Metrics;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.Protection;

/// <summary>Counts what the gateway turned away on its own account.</summary>
internal sealed class RefusalMetrics
{
    private readonly Counter<long> _refusals;

    public RefusalMetrics(IMeterFactory meters) => _refusals = meters.Create(RequestMetrics.MeterName).CreateCounter<long>(
        "wasper.gateway.refusals", "{refusal}", "Requests and connections that the gateway turned away, by reason.");

    /// <param name="reason">One of the constants of <see cref="Refusal"/>.</param>
    public void Count(string reason) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));
}

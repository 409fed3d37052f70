using System.Diagnostics.Metrics;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.Proxy;

/// <summary>Whether the gateway still sees the app's page.</summary>
internal sealed class AppPageMetrics
{
    private readonly Counter<long> _checks;

    public AppPageMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(RequestMetrics.MeterName);
        _checks = meter.CreateCounter<long>("wasper.gateway.app_page.checks", "{check}", "Looks at the app's index page, by outcome.");
    }

    public void Unchanged() => Count("unchanged");

    public void Changed() => Count("changed");

    public void Failed() => Count("failed");

    private void Count(string outcome) => _checks.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}

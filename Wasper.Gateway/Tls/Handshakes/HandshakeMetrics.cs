using System.Diagnostics.Metrics;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.Tls.Handshakes;

/// <summary>Counts connections that never came to a request: port scans and old clients make too many of them for a line of the log each.</summary>
internal sealed class HandshakeMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _failures = meters.Create(RequestMetrics.MeterName).CreateCounter<long>(
        "wasper.gateway.tls.handshake.failures", "{handshake}", "TLS handshakes that came to nothing, by reason.");

    public void Failed(string reason) => _failures.Add(1, new KeyValuePair<string, object?>("wasper.tls.failure", reason));
}

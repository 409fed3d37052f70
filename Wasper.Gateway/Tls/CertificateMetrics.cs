using System.Diagnostics.Metrics;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.Tls;

/// <summary>How long the certificate is still good.</summary>
internal sealed class CertificateMetrics(IMeterFactory meters, TimeProvider time)
{
    private readonly Meter _meter = meters.Create(RequestMetrics.MeterName);

    public void Observe(CertificateStore store) => _meter.CreateObservableGauge(
        "wasper.gateway.certificate.days_left",
        () => (store.Current.NotAfter - time.GetUtcNow()).TotalDays,
        "d",
        "Days until the certificate that clients see expires; below zero once it has.");
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.Acme.Management;

/// <summary>What becomes of orders, and when the next one is due.</summary>
internal sealed class AcmeMetrics
{
    private readonly Counter<long> _renewals;
    private readonly Counter<long> _preflightFailures;
    private readonly Counter<long> _errors;
    private readonly TimeProvider _time;
    private RenewalState? _state;

    public AcmeMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(RequestMetrics.MeterName);
        _renewals = meter.CreateCounter<long>("wasper.gateway.acme.renewals", "{order}", "Orders placed with issuers, by result and issuer.");
        _preflightFailures = meter.CreateCounter<long>(
            "wasper.gateway.acme.preflight.failures", "{name}", "Names that would not have passed an issuer's validation.");
        _errors = meter.CreateCounter<long>("wasper.gateway.acme.errors", "{error}", "Checks of the certificate that broke off; they are done again.");
        meter.CreateObservableGauge("wasper.gateway.acme.renewal.due", Due, "s", "Time until the certificate is renewed; below zero where it is overdue.");
        meter.CreateObservableGauge("wasper.gateway.acme.failures", () => _state?.Failures ?? 0, "{order}", "Orders in a row that have failed with every issuer.");
        meter.CreateObservableGauge(
            "wasper.gateway.acme.attempts.remaining", Remaining, "{order}", "Orders that the issuer's limits still allow at the moment, by issuer.");
    }

    public void Observe(RenewalState state) => Volatile.Write(ref _state, state);

    /// <param name="result"><c>issued</c>, or a kind of failure in small letters.</param>
    public void Ordered(string issuer, string result) => _renewals.Add(1, new TagList { { "result", result }, { "issuer", issuer } });

    public void PreflightFailed() => _preflightFailures.Add(1);

    public void Erred() => _errors.Add(1);

    private IEnumerable<Measurement<double>> Due() =>
        _state is { } state ? [new Measurement<double>((state.NextAttemptAt - _time.GetUtcNow()).TotalSeconds)] : [];

    private IEnumerable<Measurement<int>> Remaining() => _state?.Limits.Select(limit =>
        new Measurement<int>(limit.RemainingAttempts, new KeyValuePair<string, object?>("issuer", limit.Issuer))) ?? [];
}

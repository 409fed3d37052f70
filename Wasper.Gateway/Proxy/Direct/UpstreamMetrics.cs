using System.Diagnostics.Metrics;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Counts the exchanges with the app that have failed.</summary>
internal sealed class UpstreamMetrics
{
    private readonly Counter<long> _errors;

    public UpstreamMetrics(IMeterFactory meters) => _errors = meters.Create(RequestMetrics.MeterName).CreateCounter<long>(
        "wasper.gateway.upstream.errors", "{error}", "Requests that did not get through to the app or whose answer broke off, by the kind of failure.");

    public void Count(DirectKind kind) => _errors.Add(1, new KeyValuePair<string, object?>("error.type", kind switch
    {
        DirectKind.Unreachable => "unreachable",
        DirectKind.BadRequest => "bad_request",
        DirectKind.BadBody => "bad_body",
        DirectKind.SlowBody => "slow_body",
        DirectKind.TooLarge => "too_large",
        DirectKind.InnerProxy => "inner_proxy",
        DirectKind.Cut => "cut",
        DirectKind.BadAnswer => "bad_answer",
        DirectKind.Silence => "silence",
        DirectKind.Stopped => "stopped",
        _ => "_OTHER",
    }));
}

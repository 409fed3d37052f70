using System.Diagnostics;

namespace Wasper.Gateway.Proxy;

/// <summary>A trace begins here. A request from the internet may carry a <c>traceparent</c> of its own; taking it over would let a stranger
/// join our traces, or switch their recording on and off. So none is read, and the app gets the gateway's instead.</summary>
internal sealed class EdgePropagator : DistributedContextPropagator
{
    private static readonly DistributedContextPropagator _w3c = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields => _w3c.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        _w3c.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        traceId = null;
        traceState = null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}

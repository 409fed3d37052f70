using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Wasper.Gateway.Protection;

namespace Wasper.Tests.Gateway.Protection;

/// <summary>The reasons that one gateway counts.</summary>
internal sealed class CountedRefusals : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _reasons = [];

    public CountedRefusals(GatewayUnderTest gateway)
    {
        var meters = gateway.Service<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "wasper.gateway.refusals")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _reasons.Enqueue((string)tags[0].Value!));
        _listener.Start();
        _ = gateway.Service<RefusalMetrics>();
    }

    public IReadOnlyCollection<string> Reasons => _reasons;

    public void Dispose() => _listener.Dispose();
}

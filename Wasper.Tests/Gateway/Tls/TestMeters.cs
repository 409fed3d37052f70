using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Wasper.Tests.Gateway.Tls;

/// <summary>Meters for one test, and what they measured.</summary>
internal sealed class TestMeters : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentBag<Meter> _made = [];
    private readonly ConcurrentDictionary<string, double> _gauges = [];

    public TestMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == this)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => _gauges[instrument.Name] = value);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            Counted.Enqueue((instrument.Name, string.Join(' ', tags.ToArray().Select(tag => tag.Value)), value)));
        _listener.Start();
    }

    /// <summary>What counters were told, each with the values of its tags.</summary>
    public ConcurrentQueue<(string Name, string Tags, long Value)> Counted { get; } = [];

    public double Gauge(string name)
    {
        _listener.RecordObservableInstruments();
        return _gauges[name];
    }

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _made.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var meter in _made)
        {
            meter.Dispose();
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Wasper.Tests.Gateway;

/// <summary>Meters for one test, or those of one gateway, and what they measured.</summary>
internal sealed class TestMeters : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentBag<Meter> _made = [];
    private readonly ConcurrentDictionary<(string Name, string Tags), double> _gauges = [];

    /// <param name="gateway">Whose meters are heard; null for those that are made here.</param>
    public TestMeters(IMeterFactory? gateway = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == (gateway ?? this))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.IsObservable)
            {
                Keep(instrument, value, tags);
            }
            else
            {
                Counted.Enqueue((instrument.Name, Values(tags), value));
            }
        });
        _listener.Start();
    }

    /// <summary>What counters were told, each with the values of its tags.</summary>
    public ConcurrentQueue<(string Name, string Tags, long Value)> Counted { get; } = [];

    /// <param name="tags">The values of its tags.</param>
    public double Gauge(string name, string tags = "")
    {
        _listener.RecordObservableInstruments();
        return _gauges[(name, tags)];
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

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _gauges[(instrument.Name, Values(tags))] = value;

    private static string Values(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => tag.Value));
}

using System.Diagnostics.Metrics;
using Wasper.Gateway.Telemetry;

namespace Wasper.Gateway.Caching.Compression;

/// <summary>What compression takes in and gives out.</summary>
internal sealed class CompressionMetrics
{
    private readonly Counter<long> _input;
    private readonly Counter<long> _output;

    public CompressionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(RequestMetrics.MeterName);
        _input = meter.CreateCounter<long>("wasper.gateway.compression.input", "By", "Bytes of answers before they were compressed on their way.");
        _output = meter.CreateCounter<long>("wasper.gateway.compression.output", "By", "Bytes of answers after they were compressed on their way.");
    }

    public void Compressed(ContentCoding coding, long input, long output)
    {
        var tag = KeyValuePair.Create<string, object?>("coding", coding.Token());
        _input.Add(input, tag);
        _output.Add(output, tag);
    }
}

namespace Wasper.Tests.ServiceDefaults;

/// <summary>A span as a collector gets it.</summary>
/// <param name="Kind">The number of opentelemetry.proto.trace.v1.Span.SpanKind.</param>
/// <param name="ParentId">Empty for the root of a trace.</param>
internal sealed record ReceivedSpan(
    string Service, string Source, string Name, int Kind, string TraceId, string SpanId, string ParentId, IReadOnlyDictionary<string, string> Attributes)
{
    public const int Server = 2;
    public const int Client = 3;
}

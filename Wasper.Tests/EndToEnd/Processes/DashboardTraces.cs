using System.Text.Json;

namespace Wasper.Tests.EndToEnd.Processes;

/// <summary>A span as the dashboard tells of it.</summary>
internal sealed record DashboardSpan(string Trace, string Id, string? Parent, string Service, string Name);

/// <summary>Reads traces from the dashboard's telemetry API.</summary>
internal static class DashboardTraces
{
    /// <summary>All spans that the dashboard has, in its OTLP-like JSON: resources, scopes, spans.</summary>
    public static async Task<IReadOnlyList<DashboardSpan>> ReadAsync(HttpClient dashboard, CancellationToken cancellationToken)
    {
        await using var stream = await dashboard.GetStreamAsync("/api/telemetry/spans", cancellationToken);
        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        return [.. document.RootElement.GetProperty("data").GetProperty("resourceSpans").EnumerateArray().SelectMany(OfResource)];
    }

    private static IEnumerable<DashboardSpan> OfResource(JsonElement resource)
    {
        var service = resource.GetProperty("resource").GetProperty("attributes").EnumerateArray()
            .First(attribute => attribute.GetProperty("key").GetString() == "service.name")
            .GetProperty("value").GetProperty("stringValue").GetString()!;
        return resource.GetProperty("scopeSpans").EnumerateArray()
            .SelectMany(scope => scope.GetProperty("spans").EnumerateArray())
            .Select(span => new DashboardSpan(
                span.GetProperty("traceId").GetString()!,
                span.GetProperty("spanId").GetString()!,
                span.TryGetProperty("parentSpanId", out var parent) ? parent.GetString() : null,
                service,
                span.GetProperty("name").GetString()!));
    }
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Wasper.Tests.Gateway;

namespace Wasper.Tests.ServiceDefaults;

/// <summary>The whole way of telemetry, from the gateway's process over OTLP to a collector.</summary>
public sealed class GatewayTelemetryTests
{
    private const string ForeignTrace = "0af7651916cd43dd8448eb211c80319c";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhook_ThroughTheGateway_IsOneTraceFromTheGatewayOn()
    {
        var seenByApp = new ConcurrentQueue<string>();
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            seenByApp.Enqueue(context.Request.Headers.TraceParent.ToString());
            return context.Response.WriteAsync("{}");
        });
        await using var collector = await OtlpReceiver.StartAsync();
        await using var gateway = Start(upstream.Port, collector.Address, ("OTEL_SERVICE_NAME", "gateway"));
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();

        // A stranger's trace, with its recording switched off.
        client.DefaultRequestHeaders.Add("traceparent", $"00-{ForeignTrace}-b7ad6b7169203331-00");
        client.DefaultRequestHeaders.Add("tracestate", "evil=1");
        using var response = await client.PostAsync(
            new Uri("/api/v1/webhooks/abc?key=secret", UriKind.Relative), new StringContent("{}"), Cancelled);

        await OtlpReceiver.WaitUntilAsync(() => collector.Spans.Count >= 2, "two spans");
        var server = Assert.Single(collector.Spans, span => span.Kind == ReceivedSpan.Server);
        var forwarded = Assert.Single(collector.Spans, span => span.Kind == ReceivedSpan.Client);
        Assert.Equal(("gateway", "Microsoft.AspNetCore", ""), (server.Service, server.Source, server.ParentId));
        Assert.Equal("/api/v1/webhooks/abc", server.Attributes["url.path"]);
        Assert.NotEqual(ForeignTrace, server.TraceId);
        Assert.Equal(("gateway", "System.Net.Http", server.SpanId), (forwarded.Service, forwarded.Source, forwarded.ParentId));
        Assert.Equal(server.TraceId, forwarded.TraceId);
        Assert.Equal($"00-{forwarded.TraceId}-{forwarded.SpanId}-01", Assert.Single(seenByApp));
        Assert.DoesNotContain(collector.Spans, span => span.Attributes.Values.Any(value => value.Contains("secret", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Health_AnsweredManyTimes_IsNotTraced()
    {
        await using var upstream = await UpstreamApp.StartAsync(context => context.Response.WriteAsync("page"));
        await using var collector = await OtlpReceiver.StartAsync();
        await using var gateway = Start(upstream.Port, collector.Address);
        await gateway.WaitUntilHealthyAsync();
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();

        _ = await client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancelled);
        _ = await client.GetStringAsync(new Uri("/page", UriKind.Relative), Cancelled);

        await OtlpReceiver.WaitUntilAsync(() => collector.Spans.Count >= 2, "two spans");
        Assert.All(collector.Spans.Where(span => span.Kind == ReceivedSpan.Server), span => Assert.Equal("/page", span.Attributes["url.path"]));
        Assert.All(collector.Spans, span => Assert.Equal("Wasper.Gateway", span.Service));
    }

    [Fact]
    public async Task LogsAndMetrics_AppDown_ArriveWithTheKeyOfTheCollector()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var gateway = Start(upstreamPort: 9, collector.Address);
        await gateway.WaitUntilHealthyAsync();
        using var client = gateway.CreateClient();

        using var response = await client.GetAsync(new Uri("/page", UriKind.Relative), Cancelled);

        await OtlpReceiver.WaitUntilAsync(
            () => collector.Logs.Any(log => log.Contains("GET /page did not get through", StringComparison.Ordinal)), "log record");
        await OtlpReceiver.WaitUntilAsync(() => collector.Metrics.Contains("http.server.request.duration"), "metric of requests");
        await OtlpReceiver.WaitUntilAsync(() => collector.Metrics.Contains("dotnet.gc.collections"), "metric of the runtime");
        Assert.All(collector.ApiKeys, key => Assert.Equal("key-of-the-dashboard", key));
    }

    [Fact]
    public async Task Terminate_CollectorHangs_EndsAllTheSame()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using var collector = new RawUpstream((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        await using var gateway = Start(upstreamPort: 9, $"http://localhost:{collector.Port}");
        await gateway.WaitUntilHealthyAsync();

        await gateway.TerminateAsync();

        Assert.Equal(0, await gateway.WaitForExitAsync());
    }

    // As Aspire sets it for every service.
    private static GatewayProcess Start(int upstreamPort, string collector, params (string Key, string Value)[] more)
    {
        (string Key, string Value)[] environment =
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key=key-of-the-dashboard"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"), ("OTEL_BLRP_SCHEDULE_DELAY", "200"), ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
            .. more,
        ];
        return new GatewayProcess(upstreamPort, environment);
    }
}

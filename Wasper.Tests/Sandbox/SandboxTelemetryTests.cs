using System.Net.Http.Json;

namespace Wasper.Tests.Sandbox;

/// <summary>Traces over OTLP, as the Aspire dashboard gets them.</summary>
[Collection<SharedSandboxRig>]
public sealed class SandboxTelemetryTests(SandboxRig rig)
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhook_WithATraceparent_IsOneTraceFromTheRequestToTheRun()
    {
        await using var collector = await OtlpCollector.StartAsync(Token);
        var place = (await rig.NewPlaceAsync(Token))
            .With("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address)
            .With("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
            .With("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key=the-key")
            .With("OTEL_SERVICE_NAME", "wasper-under-test");
        await using var app = await SandboxApp.StartAsync(place, Token);
        var user = await SandboxUser.SignUpAsync(app, Token);
        var flow = await user.PublishFlowAsync(Token, Steps.Put("traced", "{{trigger.body}}"));
        await app.Http.GetStringAsync("/api/v1/health", Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/webhooks/{flow}") { Content = JsonContent.Create(new { }) };
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");

        using var response = await app.Http.SendAsync(request, Token);

        await user.EndOfRunAsync(response.Headers.GetValues("x-webhook-id").Single(), "SUCCEEDED", Token);
        string[] expected = ["POST /api/v1/webhooks/:flowId", "workerJobs publish", "evalsha", "workerJobs process", "step step_1", "pg.query:INSERT"];
        await Eventually.EqualsAsync("", () => Task.FromResult(string.Join(", ", expected.Where(IsMissing))), Token);
        Assert.Equal("the-key", collector.ApiKey);
        Assert.Contains("wasper-under-test", collector.Services);
        Assert.DoesNotContain(collector.Names(null), name => name.Contains("health", StringComparison.Ordinal));

        bool IsMissing(string name) => !collector.Names(TraceId).Any(span => span.StartsWith(name, StringComparison.Ordinal));
    }
}

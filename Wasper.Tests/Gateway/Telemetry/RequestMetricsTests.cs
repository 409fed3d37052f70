using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Telemetry;

namespace Wasper.Tests.Gateway.Telemetry;

public sealed class RequestMetricsTests
{
    [Fact]
    public async Task Request_WhileSomebodyCollects_IsRecordedByMethodRouteAndStatus()
    {
        var recorded = new TaskCompletionSource<Dictionary<string, object?>>();
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Port);
        var services = gateway.Services;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Scope == services.GetService(typeof(IMeterFactory)) && instrument.Name == "wasper.gateway.request.duration")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => recorded.TrySetResult(tags.ToArray().ToDictionary()));
        listener.Start();
        _ = services.GetService(typeof(RequestMetrics));

        using var content = new StringContent("{}");
        using var response = await gateway.Client.PostAsync(
            new Uri("/api/v1/webhooks/abc?x=1", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var tags = await recorded.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal("POST", tags["http.request.method"]);
        Assert.Equal(EdgeRoute.Webhook, tags["http.route"]);
        Assert.Equal(202, tags["http.response.status_code"]);
    }
}

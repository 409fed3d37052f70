using System.Diagnostics.Metrics;
using System.Net;
using Wasper.Gateway.Webhooks;
using Wasper.Tests.Embedded;
using static Wasper.Tests.Gateway.Webhooks.Deliveries;

namespace Wasper.Tests.Gateway.Webhooks;

public sealed class WebhookMetricsTests : IDisposable
{
    private const string Prefix = "wasper.gateway.webhooks.";

    private readonly SpoolUnderTest _spool = new();

    [Fact]
    public async Task Taken_Two_AreSpooledAndPendingAndAge()
    {
        await _spool.AcceptAsync("one");
        await _spool.AcceptAsync("two");

        Assert.Equal([("spooled", "pending", 1), ("spooled", "pending", 1)], Counted(_spool.Meters));
        Assert.Equal(2, Gauge("pending"));
        var age = Gauge("oldest");
        Assert.Equal((_spool.Time.GetUtcNow() - SpoolUnderTest.Head("flow").Received).TotalSeconds, age);
        Assert.Equal(_spool.Segments.Sum(path => new FileInfo(path).Length), Gauge("size"));

        _spool.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(age + 5, Gauge("oldest"));
    }

    [Theory]
    [InlineData(nameof(DeliveryState.Delivered), "delivered")]
    [InlineData(nameof(DeliveryState.Maybe), "maybe_delivered")]
    [InlineData(nameof(DeliveryState.Refused), "refused")]
    [InlineData(nameof(DeliveryState.Damaged), "damaged")]
    public async Task Replayed_HoweverItEnds_HasLeftTheLineAndIsCountedAsThat(string state, string name)
    {
        await _spool.AcceptAsync("one");

        _spool.Spool.Finish((await _spool.BeginAsync(_spool.Flow()))!, Enum.Parse<DeliveryState>(state), 200);

        Assert.Equal([("spooled", "pending", 1), ("replayed", name, 1)], Counted(_spool.Meters));
        Assert.Equal((0, 0), (Gauge("pending"), Gauge("oldest")));
        Assert.Equal(name == "delivered" ? [] : [name], Aside());
    }

    [Fact]
    public async Task Expired_All_AreCountedAndWaitForAnOperator()
    {
        await _spool.AcceptAsync("one");
        await _spool.AcceptAsync("two");
        _spool.Time.Advance(TimeSpan.FromHours(73));

        await _spool.Spool.TidyAsync();

        Assert.Equal(("replayed", "expired", 2), Counted(_spool.Meters).Last());
        Assert.Equal(0, Gauge("pending"));
        Assert.Equal(["expired", "expired"], Aside());
    }

    [Fact]
    public async Task Kept_MaybeDelivered_WaitsUntilItIsSettled()
    {
        await _spool.KeepAsync("one", "x");

        Assert.Equal([("spooled", "maybe_delivered", 1)], Counted(_spool.Meters));
        Assert.Equal(["maybe_delivered"], Aside());

        _spool.Spool.Settle(SpoolUnderTest.Head("flow", "x").Key, 200);

        Assert.Equal(("replayed", "delivered", 1), Counted(_spool.Meters).Last());
        Assert.Empty(Aside());
    }

    [Theory]
    [InlineData(true, "full")]
    [InlineData(false, "disk")]
    public async Task NotTaken_IsRefusedByReason(bool isThere, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows deletes no folder that is in use.");
        await using var gateway = await GatewayUnderTest.StartAsync(Loopback.FreePort(), ("Webhooks:MaxMegabytes", "16"));
        using var meters = new TestMeters(gateway.Service<IMeterFactory>());
        if (!isThere)
        {
            Directory.Delete(gateway.Service<WebhookOptions>().Directory, recursive: true);
        }

        using var request = Request(HttpMethod.Post, Flow, new byte[17 * 1024 * 1024]);
        request.Headers.TransferEncodingChunked = true;
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal([("refused", reason, 1)], Counted(meters));
    }

    public void Dispose() => _spool.Dispose();

    private static IEnumerable<(string Name, string Tags, long Value)> Counted(TestMeters meters) => meters.Counted
        .Where(count => count.Name.StartsWith(Prefix, StringComparison.Ordinal)).Select(count => (count.Name[Prefix.Length..], count.Tags, count.Value));

    private double Gauge(string name, string tags = "") => _spool.Meters.Gauge(Prefix + name, tags);

    // The state of each that waits for an operator.
    private IEnumerable<string> Aside() =>
        ((string[])["maybe_delivered", "refused", "expired", "damaged"]).SelectMany(state => Enumerable.Repeat(state, (int)Gauge("aside", state)));
}

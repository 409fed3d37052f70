using Microsoft.Extensions.Logging;
using Wasper.Gateway.Tls;
using Wasper.Tests.Gateway.Acme;
using Wasper.Tests.Gateway.Acme.Protocol;

namespace Wasper.Tests.Gateway.Tls;

public sealed class CertificateWatchTests : IAsyncDisposable
{
    private readonly StoreUnderTest _test = new("file");
    private readonly RecordedLog<CertificateWatch> _log = new();
    private readonly TestMeters _meters = new();
    private CertificateWatch? _watch;

    [Fact]
    public async Task Watch_FilesReplaced_AreSeen()
    {
        _test.Put(_test.Issuer.Issue("old.example"));
        var store = await WatchAsync();
        Assert.Equal(["old.example"], store.State.Names);

        _test.Put(_test.Issuer.Issue("new.example"));
        await EventuallyAsync(() => store.State.Names is ["new.example"]);
    }

    [Fact]
    public async Task Watch_SubscriberThrows_IsToldOnceAndTheWatchGoesOn()
    {
        _test.Put(_test.Issuer.Issue("old.example"));
        var store = await WatchAsync();
        store.Changed += _ => throw new InvalidOperationException("Not my day.");

        foreach (var name in (string[])["first.example", "second.example"])
        {
            _test.Put(_test.Issuer.Issue(name));
            await EventuallyAsync(() => store.State.Names[0] == name && !_log.Lines.IsEmpty);
        }

        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task Watch_CertificateNearItsEnd_Warns()
    {
        _test.Put(_test.Issuer.Issue("wasper.example.com", daysLeft: 2));
        await WatchAsync();

        await EventuallyAsync(() => !_log.Lines.IsEmpty);
        Assert.True(_log.Lines.TryPeek(out var line));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("wasper.example.com expires on 2026-11-26", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metric_WhileItIsServed_CountsTheDaysLeft()
    {
        _test.Put(_test.Issuer.Issue(daysLeft: 60));
        await WatchAsync();
        Assert.Equal(60, _meters.Gauge("wasper.gateway.certificate.days_left"), 3);

        _test.Time.Advance(TimeSpan.FromDays(61));

        Assert.Equal(-1, _meters.Gauge("wasper.gateway.certificate.days_left"), 3);
    }

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null)
        {
            await _watch.StopAsync(CancellationToken.None);
            _watch.Dispose();
        }

        _meters.Dispose();
        _test.Dispose();
    }

    /// <summary>Lets time pass in steps of the watch until something has come of it.</summary>
    private Task EventuallyAsync(Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        _test.Time.Advance(TimeSpan.FromSeconds(10));
        return Task.FromResult(condition());
    });

    private async Task<CertificateStore> WatchAsync()
    {
        var store = _test.Open();
        _ = store.Current;
        _watch = new CertificateWatch(store, new CertificateMetrics(_meters, _test.Time), _test.Time, _log);
        await _watch.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }
}

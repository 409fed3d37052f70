using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Proxy;

namespace Wasper.Tests.Gateway.Proxy;

/// <summary>How the gateway follows the app from version to version.</summary>
public sealed class AppPageTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Start_AppRunning_SeesThePageAndSaysSo()
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one"));
        await using var rig = new Rig(app.Port);

        await rig.StartAsync();

        var change = await rig.NextAsync();
        Assert.Null(change.Before);
        Assert.Equal("one", Encoding.UTF8.GetString(change.Now.Html.Span));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("one"u8)), change.Now.Hash);
        Assert.Same(change.Now, rig.Page.Current);
    }

    [Fact]
    public async Task Start_AppNotThereYet_TriesUntilItIs()
    {
        var port = Embedded.Loopback.FreePort();
        await using var rig = new Rig(port);
        await rig.StartAsync();
        await rig.WaitForAsync("failed", 3);
        Assert.Null(rig.Page.Current);

        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one"), port);

        Assert.Null((await rig.NextAsync()).Before);
    }

    [Fact]
    public async Task Interval_OtherPage_RaisesChangedOncePerVersion()
    {
        var html = "one";
        await using var app = await UpstreamApp.StartAsync(context => Page(context, html));
        await using var rig = new Rig(app.Port);
        await rig.StartAsync();
        var first = await rig.NextAsync();
        await rig.WaitForAsync("unchanged", 2);

        html = "two";

        var second = await rig.NextAsync();
        Assert.Equal((first.Now.Hash, "two"), (second.Before?.Hash, Encoding.UTF8.GetString(second.Now.Html.Span)));
        await rig.WaitForAsync("unchanged", 4);
        Assert.Equal(2, rig.Count("changed"));
    }

    [Fact]
    public async Task Interval_NoneConfigured_LooksOnlyWhenAsked()
    {
        var seen = 0;
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            seen++;
            return Page(context, "one");
        });
        await using var rig = new Rig(app.Port, interval: null);
        await rig.StartAsync();
        await rig.Page.ExecuteTask!.WaitAsync(_limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, seen);

        Assert.True(await rig.Page.CheckAsync());

        Assert.Equal(1, seen);
        Assert.NotNull(rig.Page.Current);
    }

    [Fact]
    public async Task Check_AskedByManyAtOnce_LooksOnce()
    {
        var seen = 0;
        var goOn = new TaskCompletionSource();
        await using var app = await UpstreamApp.StartAsync(async context =>
        {
            Interlocked.Increment(ref seen);
            await goOn.Task.WaitAsync(_limit);
            await Page(context, "one");
        });
        await using var rig = new Rig(app.Port, interval: null);

        var checks = Enumerable.Range(0, 50).Select(_ => rig.Page.CheckAsync()).ToList();
        goOn.SetResult();

        Assert.All(await Task.WhenAll(checks), Assert.True);
        Assert.Equal(1, seen);
    }

    [Fact]
    public async Task Check_HandlerThrows_OthersHearOfItAndTheWatcherGoesOn()
    {
        var html = "one";
        await using var app = await UpstreamApp.StartAsync(context => Page(context, html));
        await using var rig = new Rig(app.Port, interval: null, before: _ => throw new InvalidOperationException("on purpose"));

        Assert.True(await rig.Page.CheckAsync());
        html = "two";
        Assert.True(await rig.Page.CheckAsync());

        Assert.Equal(2, rig.Changes.Count);
    }

    [Theory]
    [InlineData(500, "text/html", 10)]
    [InlineData(302, "text/html", 10)]
    [InlineData(200, "application/json", 10)]
    [InlineData(200, "text/html", AppPageClient.MaxBytes + 1)]
    public async Task Check_NoUsablePage_KeepsTheFormerOne(int status, string type, int length)
    {
        var isBroken = false;
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            if (!isBroken)
            {
                return Page(context, "one");
            }

            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            return context.Response.WriteAsync(new string('x', length));
        });
        await using var rig = new Rig(app.Port, interval: null);
        Assert.True(await rig.Page.CheckAsync());
        var former = rig.Page.Current;

        isBroken = true;

        Assert.False(await rig.Page.CheckAsync());
        Assert.Same(former, rig.Page.Current);
        Assert.Equal(1, rig.Count("failed"));
    }

    [Fact]
    public async Task Check_AppSaysNothing_EndsAfterItsTime()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            arrived.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var rig = new Rig(app.Port, interval: null);

        var check = rig.Page.CheckAsync();
        await arrived.Task.WaitAsync(_limit, TestContext.Current.CancellationToken);
        rig.LookTime.Advance(TimeSpan.FromSeconds(10));

        Assert.False(await check.WaitAsync(_limit, TestContext.Current.CancellationToken));
    }

    private static Task Page(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html);
    }

    /// <summary>A watcher whose clock runs as fast as it is waited for.</summary>
    private sealed class Rig : IAsyncDisposable
    {
        private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, int> _outcomes = new();
        private readonly UpstreamClient _client;
        private int _taken;

        public Rig(int port, int? interval = 60, Action<AppPageChange>? before = null)
        {
            var meters = _meters.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "wasper.gateway.app_page.checks" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _outcomes.AddOrUpdate((string)tags[0].Value!, 1, (_, count) => count + 1));
            _listener.Start();
            _client = new UpstreamClient(new EdgePropagator());
            Page = new AppPage(
                new AppPageClient(new Uri($"http://127.0.0.1:{port}"), _client, LookTime),
                new AppPageOptions { CheckInterval = interval is { } seconds ? TimeSpan.FromSeconds(seconds) : null },
                new AppPageMetrics(meters),
                Time,
                NullLogger<AppPage>.Instance);
            Page.Changed += before;
            Page.Changed += Changes.Enqueue;
        }

        public AppPage Page { get; }

        /// <summary>The time between looks.</summary>
        public FakeTimeProvider Time { get; } = new();

        /// <summary>The time that a look takes, which stands still.</summary>
        public FakeTimeProvider LookTime { get; } = new();

        public ConcurrentQueue<AppPageChange> Changes { get; } = new();

        public Task StartAsync() => Page.StartAsync(TestContext.Current.CancellationToken);

        public int Count(string outcome) => _outcomes.GetValueOrDefault(outcome);

        public Task WaitForAsync(string outcome, int count) => UntilAsync(() => Count(outcome) >= count);

        public async Task<AppPageChange> NextAsync()
        {
            await UntilAsync(() => Changes.Count > _taken);
            return Changes.ElementAt(_taken++);
        }

        public async ValueTask DisposeAsync()
        {
            await Page.StopAsync(TestContext.Current.CancellationToken);
            Page.Dispose();
            _client.Dispose();
            _listener.Dispose();
            await _meters.DisposeAsync();
        }

        private async Task UntilAsync(Func<bool> condition)
        {
            using var limit = new CancellationTokenSource(_limit);
            while (!condition())
            {
                Time.Advance(TimeSpan.FromSeconds(10));
                await Task.Delay(10, limit.Token);
            }
        }
    }
}

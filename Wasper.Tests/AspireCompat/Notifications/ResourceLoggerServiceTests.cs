using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Wasper.Tests.AspireCompat.Notifications;

public sealed class ResourceLoggerServiceTests : IDisposable
{
    private readonly ResourceLoggerService _logs = new(new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task WatchAsync_LinesBeforeAndAfter_AllComeInOrder()
    {
        Log("first");
        await using var watch = _logs.WatchAsync("web").GetAsyncEnumerator(Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal([new LogLine(1, "2026-01-02T03:04:05.0000000Z first", IsErrorMessage: false)], watch.Current);

        Log("second\nthird", isError: true);

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(["2 second", "3 third"], watch.Current.Select(line => $"{line.LineNumber} {line.Content.Split(' ')[1]}"));
        Assert.All(watch.Current, line => Assert.True(line.IsErrorMessage));
    }

    [Fact]
    public async Task Complete_Watched_EndsTheWatchUntilSomethingIsWritten()
    {
        Log("line");
        _logs.Complete("web");
        Assert.Single(await ReadToEndAsync());

        Log("started again");
        await using var watch = _logs.WatchAsync("web").GetAsyncEnumerator(Token);
        Assert.True(await watch.MoveNextAsync());

        Assert.Equal(2, watch.Current.Count);
    }

    [Fact]
    public async Task WatchAsync_MoreLinesThanTheBacklogHolds_KeepsTheLast()
    {
        for (var number = 1; number <= ResourceLog.Capacity + 5; number++)
        {
            Log("x");
        }

        _logs.Complete("web");
        var lines = await ReadToEndAsync();

        Assert.Equal((ResourceLog.Capacity, 6), (lines.Count, lines[0].LineNumber));
    }

    [Fact]
    public async Task GetAllAsync_ClearedBacklog_HasOnlyWhatCameAfter()
    {
        Log("old");
        _logs.ClearBacklog("web");
        Log("new");

        var batches = new List<IReadOnlyList<LogLine>>();
        await foreach (var batch in _logs.GetAllAsync("web").WithCancellation(Token))
        {
            batches.Add(batch);
        }

        Assert.EndsWith(" new", Assert.Single(Assert.Single(batches)).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_Watched_EndsTheWatch()
    {
        Log("line");
        await using var watch = _logs.WatchAsync("web").GetAsyncEnumerator(Token);
        Assert.True(await watch.MoveNextAsync());

        _logs.Dispose();

        Assert.False(await watch.MoveNextAsync());
    }

    private void Log(string text, bool isError = false)
    {
        var logger = _logs.GetLogger("web");
        logger.Log(isError ? LogLevel.Error : LogLevel.Information, 0, text, exception: null, (state, _) => state);
    }

    private async Task<List<LogLine>> ReadToEndAsync()
    {
        var lines = new List<LogLine>();
        await foreach (var batch in _logs.WatchAsync("web").WithCancellation(Token))
        {
            lines.AddRange(batch);
        }

        return lines;
    }
}

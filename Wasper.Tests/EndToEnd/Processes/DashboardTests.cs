using System.Diagnostics;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.EndToEnd.Processes;

/// <summary>What the dashboard knows of a running stack.</summary>
[Collection<AppHostProcessGroup>]
public sealed class DashboardTests : IDisposable
{
    private const string ApiKey = "a key of this test";
    private const string Job = "workerJobs process";

    // Services send their spans every few seconds.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Webhook_ThroughTheGateway_IsOneTraceDownToPostgresAndRedis()
    {
        await using var host = AppHostProcess.Start(_data.Path, $"--AppHost:DashboardApiKey={ApiKey}");
        await host.WaitUntilHealthyAsync();

        await Webhooks.WaitForRunAsync(host, await Webhooks.SendAsync(host, "{}"u8.ToArray(), Token), Token);

        var trace = await WaitForTraceAsync(host);
        var root = Assert.Single(trace, span => span.Parent is null);
        Assert.Equal("gateway", root.Service);
        Assert.Equal(["gateway", "wasper"], trace.Select(span => span.Service).Distinct().Order());
        Assert.Contains(trace, span => span.Name == "POST /api/v1/webhooks/:flowId");
        Assert.Contains(trace, span => span.Name.StartsWith("pg.query:INSERT", StringComparison.Ordinal));
        Assert.Contains(trace, span => span.Name == "evalsha");
        Assert.All(trace.Where(span => span != root), span => Assert.Contains(trace, parent => parent.Id == span.Parent));
    }

    /// <summary>The spans of the trace that ends in the worker's job, once they are all there.</summary>
    private static async Task<List<DashboardSpan>> WaitForTraceAsync(AppHostProcess host)
    {
        using var dashboard = new HttpClient { BaseAddress = host.Dashboard, DefaultRequestHeaders = { { "x-api-key", ApiKey } } };
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var spans = await DashboardTraces.ReadAsync(dashboard, Token);
            var job = spans.FirstOrDefault(span => span.Name == Job);
            var trace = spans.Where(span => span.Trace == job?.Trace).ToList();
            if (trace.Any(span => span.Parent is null) && trace.All(span => span.Parent is null || trace.Any(parent => parent.Id == span.Parent)))
            {
                return trace;
            }

            Assert.True(
                Stopwatch.GetElapsedTime(started) < _limit,
                $"The dashboard has no whole trace of the webhook: {string.Join(", ", spans.Select(span => $"{span.Service} {span.Name}"))}");
            await Task.Delay(200, Token);
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace Wasper.Tests.EndToEnd.Stack;

/// <summary>Real input: what GitHub really sends.</summary>
[Collection<StackGroup>]
public sealed class GitHubDeliveriesTests(StackFixture stack)
{
    private const int Senders = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhooks_AllRecordedDeliveries_AreStoredOnceAndByteForByte()
    {
        var deliveries = await GitHubDeliveries.FetchAsync(Token);
        Assert.True(deliveries.Count > 300, $"Only {deliveries.Count} deliveries are in the package.");
        var flow = await stack.Client.PublishFlowAsync(firstAction: null, Token);

        var runs = new ConcurrentDictionary<string, GitHubDelivery>();
        await Parallel.ForEachAsync(deliveries, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = Token }, async (delivery, cancellationToken) =>
            Assert.True(runs.TryAdd(await SendAsync(flow, delivery, cancellationToken), delivery), "Two deliveries got the same webhook id."));

        await using var database = await stack.OpenDatabaseAsync(Token);
        foreach (var (run, delivery) in runs)
        {
            Assert.Equal("SUCCEEDED", await FlowRuns.WaitForEndAsync(database, run, Token));
            Assert.Equal(delivery.Body, await FlowRuns.PayloadAsync(database, run, Token));
        }

        Assert.Equal([new("SUCCEEDED", deliveries.Count)], await FlowRuns.CountAsync(database, flow, Token));
    }

    private async Task<string> SendAsync(string flow, GitHubDelivery delivery, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/webhooks/{flow}") { Content = new ByteArrayContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-GitHub-Event", delivery.Event);
        request.Headers.Add("X-GitHub-Delivery", $"{Guid.NewGuid()}");
        request.Headers.Add("User-Agent", "GitHub-Hookshot/044aadd");
        using var response = await stack.Https.SendAsync(request, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.GetValues("x-webhook-id").Single();
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Wasper.Benchmarks.Gateway.Webhooks;

/// <summary>Sends the webhooks of one flow: each when it is due, but not before the one before was taken, and again until it is taken, under the same id.</summary>
internal sealed class WebhookSender(HttpClient client, int flow, int count, TimeSpan interval)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long it took from when a webhook was sent until it was taken, in milliseconds, the repetitions included.</summary>
    public ConcurrentQueue<double> Times { get; } = [];

    /// <summary>Attempts that were not answered with 200.</summary>
    public int Failed { get; private set; }

    public int Taken => Times.Count;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        for (var number = 0; number < count; number++)
        {
            var early = (interval * number) - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, cancellationToken);
            }

            var sent = Stopwatch.GetTimestamp();
            for (var attempt = 0; !await TrySendAsync(new SentWebhook(flow, number, attempt), cancellationToken); attempt++)
            {
                Failed++;
                await Task.Delay(_pause, cancellationToken);
            }

            Times.Enqueue(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }
    }

    private async Task<bool> TrySendAsync(SentWebhook webhook, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/webhooks/flow{flow}") { Content = new StringContent($"{webhook}") };
        request.Headers.Add("webhook-id", $"{webhook.Flow}-{webhook.Number}");
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return response.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

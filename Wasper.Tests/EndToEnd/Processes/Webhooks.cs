using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Wasper.Tests.EndToEnd.Stack;

namespace Wasper.Tests.EndToEnd.Processes;

/// <summary>A webhook sent through a running AppHost's gateway, and its run, asked for by the user who made the flow.</summary>
internal static class Webhooks
{
    // A job that was at work when everything was killed is taken up again by the queue after 30 s.
    private static readonly TimeSpan _runLimit = TimeSpan.FromSeconds(90);

    /// <summary>Signs up, publishes a flow and sends it a webhook. Gives what it takes to ask for its run: the run's id and the user's token.</summary>
    public static async Task<(string Run, string UserToken)> SendAsync(AppHostProcess host, byte[] body, CancellationToken cancellationToken)
    {
        using var https = TrustingClient.Create(new Uri($"https://localhost:{host.HttpsPort}"), host.DataPath);
        var client = await AppClient.SignUpAsync(https, cancellationToken);
        var flow = await client.PublishFlowAsync(firstAction: null, cancellationToken);
        using var content = new ByteArrayContent(body);
        using var response = await https.PostAsync($"/api/v1/webhooks/{flow}", content, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (response.Headers.GetValues("x-webhook-id").Single(), client.Token);
    }

    /// <summary>Waits until the run is there and has succeeded.</summary>
    public static async Task WaitForRunAsync(AppHostProcess host, (string Run, string UserToken) sent, CancellationToken cancellationToken)
    {
        using var https = TrustingClient.Create(new Uri($"https://localhost:{host.HttpsPort}"), host.DataPath);
        https.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", sent.UserToken);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var response = await https.GetAsync($"/api/v1/flow-runs/{sent.Run}", cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            if (response.IsSuccessStatusCode && answer.Contains("SUCCEEDED", StringComparison.Ordinal))
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < _runLimit, $"The run is not there: {(int)response.StatusCode} {answer}");
            await Task.Delay(100, cancellationToken);
        }
    }
}

namespace Aspire.Hosting.Dashboard;

/// <summary>Asks the dashboard whether it is there.</summary>
internal static class DashboardProbe
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _requestLimit = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the pages can be opened. False: they cannot after <paramref name="limit"/>.</summary>
    public static async Task<bool> WaitForAnswerAsync(Uri url, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var http = new HttpClient(handler) { BaseAddress = url, Timeout = _requestLimit };
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(limit);
        while (!waiting.IsCancellationRequested)
        {
            try
            {
                if (await AnswersAsync(http, waiting.Token))
                {
                    return true;
                }

                await Task.Delay(_pause, waiting.Token);
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return false;
    }

    private static async Task<bool> AnswersAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync("health", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException e)
        {
            // A certificate that is not trusted is an answer too: whether to trust it is the browser's question.
            return e.HttpRequestError is HttpRequestError.SecureConnectionError;
        }
    }
}

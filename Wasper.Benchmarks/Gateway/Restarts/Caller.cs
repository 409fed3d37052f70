using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway.Restarts;

/// <summary>A client that sends one request after the other, reading and changing ones in turn, each with a name of its own, and none again.</summary>
internal sealed class Caller(HttpClient client, int number)
{
    private const string Reading = "read";
    private const string Changing = "change";

    private readonly List<FailedCall> _failed = [];

    public IReadOnlyList<FailedCall> Failed => _failed;

    public int Answered { get; private set; }

    public TimeSpan LongestWait { get; private set; }

    /// <summary>Whether the request of this name changes something.</summary>
    public static bool IsChange(string request) => request.StartsWith(Changing, StringComparison.Ordinal);

    /// <summary>Goes on until it is told to stop; a request under way is brought to its end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var isChange = turn % 2 == 1;
            var name = $"{(isChange ? Changing : Reading)}-{number}-{turn}";
            var started = Stopwatch.GetTimestamp();
            if (await TrySendAsync(name, isChange))
            {
                Answered++;
            }
            else
            {
                _failed.Add(new FailedCall(name, started, Stopwatch.GetTimestamp()));
            }

            var wait = Stopwatch.GetElapsedTime(started);
            LongestWait = wait > LongestWait ? wait : LongestWait;
        }
    }

    private async Task<bool> TrySendAsync(string name, bool isChange)
    {
        using var request = isChange
            ? new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent(name) }
            : new HttpRequestMessage(HttpMethod.Get, $"?{name}");
        try
        {
            using var response = await client.SendAsync(request, CancellationToken.None);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

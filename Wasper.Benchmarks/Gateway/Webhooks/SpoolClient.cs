using System.Net.Sockets;
using System.Text.Json;

namespace Wasper.Benchmarks.Gateway.Webhooks;

/// <summary>Asks the gateway's admin endpoint for what is in its spool.</summary>
internal sealed class SpoolClient(string socketPath) : IDisposable
{
    private const int Page = 1000;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };

    public async Task<bool> IsEmptyAsync(string state, CancellationToken cancellationToken) => (await PageAsync(state, 0, cancellationToken)).Count == 0;

    /// <summary>The bodies of all deliveries in a state.</summary>
    public async Task<IReadOnlyList<string>> BodiesAsync(string state, CancellationToken cancellationToken)
    {
        var bodies = new List<string>();
        var after = 0L;
        while (await PageAsync(state, after, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var id in page)
            {
                bodies.Add(await _client.GetStringAsync(new Uri($"/webhooks/{id}/body", UriKind.Relative), cancellationToken));
            }

            after = page[^1];
        }

        return bodies;
    }

    public void Dispose() => _client.Dispose();

    private async Task<List<long>> PageAsync(string state, long after, CancellationToken cancellationToken)
    {
        var address = new Uri($"/webhooks?state={state}&after={after}&count={Page}", UriKind.Relative);
        using var page = JsonDocument.Parse(await _client.GetStringAsync(address, cancellationToken));
        return [.. page.RootElement.EnumerateArray().Select(delivery => delivery.GetProperty("id").GetInt64())];
    }
}

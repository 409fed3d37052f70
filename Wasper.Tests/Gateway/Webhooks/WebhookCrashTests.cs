using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;
using Wasper.Tests.Gateway.Acme;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>The app and the gateway are killed while webhooks come in. The long form is the benchmark <c>webhooks</c>.</summary>
public sealed class WebhookCrashTests : IDisposable
{
    private const int Flows = 8;
    private const int PerFlow = 125;

    private readonly TemporaryFolder _folder = new();
    private readonly int _appPort = Loopback.FreePort();
    private readonly int _httpsPort = Loopback.FreePort();
    private readonly ConcurrentBag<(int Flow, int Number)> _acknowledged = [];
    private volatile bool _isOver;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kills_OfAppAndGateway_NothingAcknowledgedIsLostOrDoubledOrOutOfOrder()
    {
        var app = new RecordingApp();
        await app.StartAsync(_appPort);
        var gateway = await StartAsync();
        using var client = GatewayProcess.CreateClient(_folder["certs/cert.pem"], _httpsPort);
        var senders = Enumerable.Range(0, Flows).Select(flow => SendAsync(client, flow)).ToList();

        await ProgressAsync(0.2);
        await app.StopAsync();
        await ProgressAsync(0.4);

        // In the midst of the replay.
        var before = app.Requests.Count;
        await app.StartAsync(_appPort);
        await Eventually.TrueAsync(() => Task.FromResult(app.Requests.Count > before + 20));
        await gateway.DisposeAsync();
        gateway = await StartAsync();
        await ProgressAsync(0.7);
        await app.StopAsync();
        await ProgressAsync(0.8);
        await app.StartAsync(_appPort);
        await Task.WhenAll(senders);

        using var admin = Admin();
        await Eventually.TrueAsync(async () => await ListAsync(admin, "pending") is [] && await ListAsync(admin, "sending") is []);
        var maybe = new HashSet<string>();
        foreach (var id in await ListAsync(admin, "maybe"))
        {
            maybe.Add(await admin.GetStringAsync(new Uri($"/webhooks/{id}/body", UriKind.Relative), Cancelled));
        }

        Check([.. app.Bodies], maybe);
        await gateway.DisposeAsync();
        await app.DisposeAsync();
    }

    public void Dispose()
    {
        _isOver = true;
        _folder.Dispose();
    }

    private void Check(List<string> arrived, HashSet<string> maybe)
    {
        Assert.Equal(Flows * PerFlow, _acknowledged.Distinct().Count());
        var attempts = arrived.Concat(maybe).Select(Delivery.Of).ToList();
        var lost = _acknowledged.Except(attempts.Select(attempt => (attempt.Flow, attempt.Number)));
        Assert.Empty(lost);

        var doubled = arrived.GroupBy(body => body).Where(same => same.Count() > 1).Select(same => same.Key);
        Assert.Empty(doubled.Except(maybe));

        // Repetitions by the sender apart: of those the first counts.
        var orders = arrived.Except(maybe).Select(Delivery.Of).GroupBy(delivery => delivery.Flow, delivery => delivery.Number);
        Assert.All(orders, numbers => Assert.Equal(numbers.Distinct().Order(), numbers.Distinct()));
    }

    // One after the other, each until it is taken; the same id every time.
    private async Task SendAsync(HttpClient client, int flow)
    {
        for (var number = 0; number < PerFlow; number++)
        {
            for (var attempt = 0; !await TrySendAsync(client, new Delivery(flow, number, attempt)); attempt++)
            {
                await Task.Delay(20, Cancelled);
            }

            _acknowledged.Add((flow, number));
        }
    }

    private async Task<bool> TrySendAsync(HttpClient client, Delivery delivery)
    {
        Assert.False(_isOver);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/webhooks/flow{delivery.Flow}") { Content = new StringContent($"{delivery}") };
        request.Headers.Add("webhook-id", $"{delivery.Flow}-{delivery.Number}");
        try
        {
            using var response = await client.SendAsync(request, Cancelled);
            return response.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Task ProgressAsync(double share) => Eventually.TrueAsync(() => Task.FromResult(_acknowledged.Count > Flows * PerFlow * share));

    private async Task<GatewayProcess> StartAsync()
    {
        var gateway = new GatewayProcess(
            _appPort,
            ("Gateway__HttpsPort", $"{_httpsPort}"),
            ("Gateway__CertificateDirectory", _folder["certs"]),
            ("Gateway__Admin__Socket", _folder["admin.sock"]));
        await gateway.WaitUntilHealthyAsync();
        return gateway;
    }

    private HttpClient Admin() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_folder["admin.sock"]), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };

    private static async Task<List<long>> ListAsync(HttpClient admin, string state)
    {
        using var page = JsonDocument.Parse(await admin.GetStringAsync(new Uri($"/webhooks?state={state}&count=1000", UriKind.Relative), Cancelled));
        return [.. page.RootElement.EnumerateArray().Select(delivery => delivery.GetProperty("id").GetInt64())];
    }

    private sealed record Delivery(int Flow, int Number, int Attempt)
    {
        public static Delivery Of(string body)
        {
            var parts = body.Split('.').Select(int.Parse).ToArray();
            return new Delivery(parts[0], parts[1], parts[2]);
        }

        public override string ToString() => $"{Flow}.{Number}.{Attempt}";
    }
}

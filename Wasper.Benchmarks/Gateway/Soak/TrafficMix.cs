using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Wasper.Benchmarks.Gateway.Soak;

/// <summary>All that a proxy before <see cref="StandInApp"/> has to do, at once: well under what two processors can do, for it is to last.</summary>
internal sealed class TrafficMix : IDisposable
{
    private static readonly byte[] _upload = new byte[4 * 1024 * 1024];
    private static readonly byte[] _webhook = new byte[2 * 1024];

    /// <summary>Some five seconds of them.</summary>
    private const int EventsPerStream = 50;

    private const int MessagesPerSocket = 20;

    private readonly Certificate _certificate;
    private readonly int _port;
    private readonly HttpClient _http1;
    private readonly HttpClient _http2;

    public TrafficMix(RunningServer server, Certificate certificate)
    {
        (_certificate, _port) = (certificate, server.Port);
        (_http1, _http2) = (NewClient(HttpVersion.Version11), NewClient(HttpVersion.Version20));
        All =
        [
            new("1 KB over HTTP/1.1", 5, TimeSpan.FromSeconds(0.1), stop => GetAsync(_http1, StandInApp.ApiPath, stop)),
            new("1 KB over HTTP/2", 5, TimeSpan.FromSeconds(0.1), stop => GetAsync(_http2, StandInApp.ApiPath, stop)),
            new("asset", 2, TimeSpan.FromSeconds(0.2), stop => GetAsync(_http2, StandInApp.ScriptPath, stop)),
            new("webhook", 4, TimeSpan.FromSeconds(0.2), stop => PostAsync(StandInApp.WebhookPath, _webhook, stop)),
            new("upload of 4 MB", 1, TimeSpan.FromSeconds(2), stop => PostAsync(StandInApp.UploadPath, _upload, stop)),
            new("new connection", 2, TimeSpan.FromSeconds(0.4), ConnectAsync),
            new("event stream", 10, TimeSpan.Zero, ListenAsync),
            new("WebSocket", 10, TimeSpan.Zero, ChatAsync),
            new("client gone in a download", 1, TimeSpan.FromSeconds(0.5), LeaveDownloadAsync),
            new("client gone in an upload", 1, TimeSpan.FromSeconds(0.5), LeaveUploadAsync),
            new("client gone before TLS", 1, TimeSpan.FromSeconds(0.5), LeaveHandshakeAsync),
        ];
    }

    public IReadOnlyList<Traffic> All { get; }

    public void Dispose()
    {
        _http1.Dispose();
        _http2.Dispose();
    }

    private HttpClient NewClient(Version version)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = _certificate.IsShown;
        return new HttpClient(handler)
        {
            BaseAddress = new Uri($"https://localhost:{_port}"),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            DefaultRequestHeaders = { { "Accept-Encoding", "br, gzip" } },
        };
    }

    private static async Task GetAsync(HttpClient client, string path, CancellationToken stop)
    {
        using var response = await client.GetAsync(path, stop);
        response.EnsureSuccessStatusCode();
    }

    private async Task PostAsync(string path, byte[] body, CancellationToken stop)
    {
        using var content = new ByteArrayContent(body);
        using var response = await _http1.PostAsync(path, content, stop);
        response.EnsureSuccessStatusCode();
    }

    private async Task ConnectAsync(CancellationToken stop)
    {
        using var client = NewClient(HttpVersion.Version11);
        await GetAsync(client, StandInApp.ApiPath, stop);
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        using var response = await _http1.GetAsync(StandInApp.EventsPath, HttpCompletionOption.ResponseHeadersRead, stop);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(stop));
        for (var events = 0; events < EventsPerStream;)
        {
            var line = await reader.ReadLineAsync(stop) ?? throw new IOException("An event stream has ended.");
            events += line.StartsWith("data:", StringComparison.Ordinal) ? 1 : 0;
        }
    }

    private async Task ChatAsync(CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = _certificate.IsShown;
        await socket.ConnectAsync(new Uri($"wss://localhost:{_port}{StandInApp.SocketPath}"), stop);
        var buffer = new byte[16];
        for (var messages = 0; messages < MessagesPerSocket; messages++)
        {
            await socket.SendAsync("2"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, stop);
            await socket.ReceiveAsync(buffer, stop);
            await Task.Delay(TimeSpan.FromSeconds(0.5), stop);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, stop);
    }

    private async Task LeaveDownloadAsync(CancellationToken stop)
    {
        using var client = NewClient(HttpVersion.Version11);
        using var response = await client.GetAsync(StandInApp.EventsPath, HttpCompletionOption.ResponseHeadersRead, stop);
        response.EnsureSuccessStatusCode();
    }

    private async Task LeaveUploadAsync(CancellationToken stop)
    {
        using var client = NewClient(HttpVersion.Version11);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var content = new HalfUpload(_upload, leave);
        try
        {
            await client.PostAsync(StandInApp.UploadPath, content, leave.Token);
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            // As it should be.
        }
    }

    private async Task LeaveHandshakeAsync(CancellationToken stop)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port, stop);
    }

    /// <summary>The body of a client that goes away when it has sent half of it.</summary>
    private sealed class HalfUpload(byte[] body, CancellationTokenSource leave) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(body.AsMemory(0, body.Length / 2), leave.Token);
            await leave.CancelAsync();
            leave.Token.ThrowIfCancellationRequested();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }
}

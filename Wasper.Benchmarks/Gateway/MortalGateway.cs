using System.Diagnostics;
using System.Net.Security;
using Wasper.Benchmarks.Gateway.Peers;

namespace Wasper.Benchmarks.Gateway;

/// <summary>A published gateway that is killed and started again on the same port and folder.</summary>
internal sealed class MortalGateway : IAsyncDisposable
{
    private const string Name = "the gateway";

    private readonly ProcessStartInfo _start;
    private RunningServer _server;

    private MortalGateway(ProcessStartInfo start, RunningServer server, Certificate certificate, string socketPath) =>
        (_start, _server, Certificate, SocketPath) = (start, server, certificate, socketPath);

    public int Port => _server.Port;

    public Certificate Certificate { get; }

    /// <summary>Of the admin endpoint.</summary>
    public string SocketPath { get; }

    public static async Task<MortalGateway> StartAsync(WorkFolder folder, int upstreamPort, CancellationToken cancellationToken)
    {
        var certificate = Certificate.Create(folder.Path);
        var published = await PublishedGateway.PublishAsync(folder.Sub("published"), cancellationToken);
        var port = FreePort.Next();
        var start = new WasperPeer(Name, published).Prepare(folder.Sub("gateway"), certificate, port, upstreamPort);
        var socket = Path.Combine(folder.Path, "admin.sock");
        start.Environment["Gateway__Admin__Socket"] = socket;
        return new MortalGateway(start, await RunningServer.StartAsync(Name, start, port, cancellationToken), certificate, socket);
    }

    /// <summary>A client that knows its certificate, and lives on when it is killed.</summary>
    /// <param name="path">What addresses are relative to.</param>
    public HttpClient CreateClient(string path = "/") => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Certificate.IsShown },
        ActivityHeadersPropagator = null,
    })
    {
        BaseAddress = new Uri($"https://localhost:{Port}{path}"),
    };

    public async Task KillAndRestartAsync(CancellationToken cancellationToken)
    {
        var port = Port;
        await _server.KillAsync();
        await _server.DisposeAsync();
        _server = await RunningServer.StartAsync(Name, _start, port, cancellationToken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wasper.Gateway.Tls;
using Wasper.Gateway.Tls.Handshakes;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway.Tls;

/// <summary>A server with the gateway's TLS and nothing else behind it.</summary>
internal sealed class TlsServerUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;

    private TlsServerUnderTest(IAlpnChallenges? challenges, TimeProvider? time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var options = TestOptions.Read(
            ("CertificateDirectory", _folder["certs"]), ("Certificate:Source", "acme"), ("Domains:0", "wasper.example.com"), ("Acme:TermsAgreed", "true"));
        builder.Services.AddSingleton(options).AddSingleton(time ?? TimeProvider.System).AddSingleton<IMeterFactory>(Meters);
        builder.Services.AddTls();
        if (challenges is not null)
        {
            builder.Services.AddSingleton(challenges);
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, Port, listen => kestrel.ApplicationServices.GetRequiredService<TlsEntrance>().Secure(listen)));
        _app = builder.Build();
        _app.Run(context => context.Response.WriteAsync(context.Request.Protocol));
        Store = _app.Services.GetRequiredService<CertificateStore>();
    }

    public int Port { get; } = Loopback.FreePort();

    public TestMeters Meters { get; } = new();

    public CertificateStore Store { get; }

    public IEnumerable<string> Failures => Meters.Counted.Where(count => count.Name == "wasper.gateway.tls.handshake.failures").Select(count => count.Tags);

    public static async Task<TlsServerUnderTest> StartAsync(IAlpnChallenges? challenges = null, TimeProvider? time = null)
    {
        var server = new TlsServerUnderTest(challenges, time);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Shakes hands, whatever certificate comes. Throws <see cref="AuthenticationException"/> or <see cref="IOException"/> where that fails.</summary>
    public async Task<SslStream> ConnectAsync(params IEnumerable<string> protocols)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, _, chain, _) =>
        {
            Chain.Enqueue([.. chain!.ChainPolicy.ExtraStore.Select(certificate => certificate.Thumbprint)]);
            return true;
        });
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "wasper.example.com",
                    ApplicationProtocols = [.. protocols.Select(protocol => new SslApplicationProtocol(protocol))],
                },
                TestContext.Current.CancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the server sent with its certificate, for each handshake.</summary>
    public ConcurrentQueue<IReadOnlyList<string>> Chain { get; } = [];

    public static string Subject(SslStream stream) => ((X509Certificate2)stream.RemoteCertificate!).Subject;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Meters.Dispose();
        _folder.Dispose();
    }
}

using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wasper.Gateway;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Listening;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway;

/// <summary>A gateway in this process, on ports and with a certificate of its own.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;
    private readonly GatewayPorts _ports;

    private GatewayUnderTest(int upstreamPort, params (string Key, string Value)[] settings)
    {
        HttpPort = Loopback.FreePort();
        do
        {
            HttpsPort = Loopback.FreePort();
        }
        while (HttpsPort == HttpPort);

        var builder = GatewayHost.CreateBuilder([]);
        builder.Logging.ClearProviders();
        (string Key, string Value)[] own =
        [
            ("HttpPort", $"{HttpPort}"), ("HttpsPort", $"{HttpsPort}"), ("Upstream", $"http://127.0.0.1:{upstreamPort}"),
            ("CertificateDirectory", _folder.Path),

            // The upstream of a test sees the requests that the test sends, and no others; a failure shows at once: tests of the hold ask for it.
            ("AppPage:CheckSeconds", "0"), ("HealthPollSeconds", "0"), ("Hold:Seconds", "0"),
        ];
        builder.Configuration.AddInMemoryCollection(own.Concat(settings).GroupBy(setting => setting.Key).Select(same =>
            KeyValuePair.Create($"Gateway:{same.Key}", (string?)same.Last().Value)));
        Assert.True(GatewayOptionsReader.TryRead(builder.Configuration, out var options, out var errors), string.Join('\n', errors));
        Assert.True(GatewayPorts.TryOpen(options, out var ports, out var failure), failure);
        _ports = ports;
        _app = GatewayHost.Build(builder, options, ports);
        Client = new HttpClient(Handler()) { BaseAddress = new Uri($"https://localhost:{HttpsPort}") };
    }

    public int HttpPort { get; }

    public int HttpsPort { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>A client of the HTTPS port, over HTTP/1.1 unless a request says otherwise.</summary>
    public HttpClient Client { get; }

    public static async Task<GatewayUnderTest> StartAsync(int upstreamPort, params (string Key, string Value)[] settings)
    {
        var gateway = new GatewayUnderTest(upstreamPort, settings);
        await gateway._app.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    /// <summary>What a signal does.</summary>
    public Task StopAsync(CancellationToken impatience = default) => _app.StopAsync(impatience);

    /// <summary>A part of the gateway, for what cannot be seen from outside.</summary>
    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Passes everything on as it is.</summary>
    public SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        SslOptions = Trust(_folder["cert.pem"]),
    };

    /// <summary>What a client needs to trust the self-signed certificate in <paramref name="path"/>, and no other.</summary>
    public static SslClientAuthenticationOptions Trust(string path) => new()
    {
        TargetHost = "localhost",
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(path) },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };

    /// <summary>Sends bytes to the HTTPS port and reads until the gateway closes.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        await using var stream = await ConnectAsync();
        return await RawClient.SendAsync(stream, request);
    }

    /// <summary>A TLS connection to the HTTPS port, for HTTP/1.1 unless <paramref name="protocol"/> says otherwise.</summary>
    public Task<SslStream> ConnectAsync(SslApplicationProtocol? protocol = null)
    {
        var trust = Trust(_folder["cert.pem"]);
        trust.ApplicationProtocols = protocol is { } one ? [one] : null;
        return RawClient.SecureAsync(HttpsPort, trust);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _ports.Dispose();
        _folder.Dispose();
    }
}

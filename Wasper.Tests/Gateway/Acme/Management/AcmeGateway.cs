using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wasper.Gateway;
using Wasper.Gateway.Acme.Limits;
using Wasper.Gateway.Acme.Management;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Listening;

namespace Wasper.Tests.Gateway.Acme.Management;

/// <summary>A whole gateway in this process whose certificate comes from an issuer.</summary>
internal sealed class AcmeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GatewayPorts _ports;
    private bool _isOver;

    private AcmeGateway(TimeProvider clock, Action<IServiceCollection>? change, IEnumerable<(string Key, string Value)> settings)
    {
        var builder = GatewayHost.CreateBuilder([]);
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(new Lines(Log));
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Gateway:{setting.Key}", (string?)setting.Value)));
        Assert.True(GatewayOptionsReader.TryRead(builder.Configuration, out var options, out var errors), string.Join('\n', errors));
        Assert.True(GatewayPorts.TryOpen(options, out var ports, out var failure), failure);
        (HttpPort, HttpsPort, _ports) = (options.HttpPort, options.HttpsPort, ports);
        builder.Services.AddSingleton(clock);
        change?.Invoke(builder.Services);
        _app = GatewayHost.Build(builder, options, ports);
    }

    public int HttpPort { get; }

    public int HttpsPort { get; }

    /// <summary>Warnings and worse, and what the manager says.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    public CertificateManager Manager => _app.Services.GetRequiredService<CertificateManager>();

    public static async Task<AcmeGateway> StartAsync(
        TimeProvider clock, IEnumerable<(string Key, string Value)> settings, Action<IServiceCollection>? change = null)
    {
        var gateway = new AcmeGateway(clock, change, settings);
        await gateway._app.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>The certificate that a client sees, who accepts any.</summary>
    public async Task<X509Certificate2> ReadServedAsync(string name)
    {
#pragma warning disable CA5359
        await using var stream = await RawClient.SecureAsync(HttpsPort, new SslClientAuthenticationOptions { TargetHost = name, RemoteCertificateValidationCallback = (_, _, _, _) => true });
#pragma warning restore CA5359
        return new X509Certificate2(stream.RemoteCertificate!);
    }

    /// <summary>A handshake by a client that trusts <paramref name="root"/> alone, and minds everything.</summary>
    public async Task AssertTrustedAsync(string name, X509Certificate2 root)
    {
        await using var stream = await RawClient.SecureAsync(HttpsPort, new SslClientAuthenticationOptions
        {
            TargetHost = name,
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root }, RevocationMode = X509RevocationMode.NoCheck },
        });
        Assert.True(stream.IsAuthenticated);
    }

    /// <summary>What the ledger has about the issuer <paramref name="index"/>, or about its staging directory.</summary>
    public async Task<IReadOnlyCollection<Attempt>> ReadLedgerAsync(int index = 0, bool staging = false)
    {
        var issuer = Service<IReadOnlyList<ManagedIssuer>>()[index];
        return await (staging ? issuer.Staging! : issuer).Ledger.ReadAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _ports.Dispose();
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wasper.Gateway.Tls;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway.Acme;

/// <summary>Let's Encrypt's test server as a program of its own, with a name server beside it that finds every name on this machine.</summary>
/// <remarks>Pebble 2.4.0 (Debian 12) knows neither ARI nor profiles: <see cref="IssuerFront"/> adds them. It forgets everything when it ends.</remarks>
internal sealed class PebbleServer : IAsyncDisposable
{
    private const string Package = "pebble";
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly PebbleSettings _settings;
    private readonly int _port = Loopback.FreePort();
    private readonly int _managementPort = Loopback.FreePort();
    private readonly int _namesPort = Loopback.FreePort();
    private readonly int _namesManagementPort = Loopback.FreePort();
    private readonly HttpClient _client;
    private BackgroundTool? _names;
    private BackgroundTool? _pebble;

    private PebbleServer(PebbleSettings settings)
    {
        _settings = settings;
        HttpPort = settings.HttpPort is 0 ? Loopback.FreePort() : settings.HttpPort;
        TlsPort = settings.TlsPort is 0 ? Loopback.FreePort() : settings.TlsPort;
        Directory = new Uri($"https://localhost:{_port}/dir");
        ServerCertificate = SelfSignedCertificate.Create([], TimeProvider.System.GetUtcNow());
        File.WriteAllText(TrustedRootPath, ServerCertificate.Certificate);
        File.WriteAllText(_folder["key.pem"], ServerCertificate.Key);
        WriteConfiguration();
        _client = new HttpClient(new SocketsHttpHandler { SslOptions = GatewayUnderTest.Trust(TrustedRootPath), UseProxy = false, ActivityHeadersPropagator = null })
        {
            Timeout = _limit,
        };
    }

    /// <summary>The ACME directory. The same after <see cref="StopAsync"/> and <see cref="StartAsync()"/>.</summary>
    public Uri Directory { get; }

    /// <summary>PEM of the certificate that <see cref="Directory"/> is served with: what a client has to trust.</summary>
    public string TrustedRootPath => _folder["cert.pem"];

    /// <summary>Where HTTP-01 is looked for.</summary>
    public int HttpPort { get; }

    /// <summary>Where TLS-ALPN-01 is looked for.</summary>
    public int TlsPort { get; }

    /// <summary>What <see cref="Directory"/> is served with, for a front before it.</summary>
    public CertificatePem ServerCertificate { get; }

    public string Output => _pebble?.Output ?? "";

    /// <summary>Starts it and waits until it answers; skips the test where Pebble is not installed.</summary>
    public static async Task<PebbleServer> StartAsync(PebbleSettings? settings = null)
    {
        var pebble = new PebbleServer(settings ?? new PebbleSettings());
        try
        {
            await pebble.StartAsync();
            return pebble;
        }
        catch
        {
            await pebble.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again, on the same ports and with nothing of what it knew: accounts, orders and roots are gone.</summary>
    public async Task StartAsync()
    {
        _names ??= new BackgroundTool(
            "pebble-challtestsrv",
            Package,
            [
                "-dns01", $"127.0.0.1:{_namesPort}", "-management", $"127.0.0.1:{_namesManagementPort}",
                "-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", "",
            ]);
        _pebble = new BackgroundTool("pebble", Package, ["-config", _folder["pebble.json"], "-dnsserver", $"127.0.0.1:{_namesPort}"], Environment());
        await WaitUntilUpAsync(new Uri($"http://127.0.0.1:{_namesManagementPort}/dns-request-history"), _names, answer => answer.StatusCode > 0);
        await WaitUntilUpAsync(Directory, _pebble, answer => answer.IsSuccessStatusCode);
        await WaitUntilUpAsync(Management("roots/0"), _pebble, answer => answer.IsSuccessStatusCode);
    }

    /// <summary>Ends it at once, as a server that is down: connections are refused.</summary>
    public async Task StopAsync()
    {
        if (_pebble is not null)
        {
            await _pebble.DisposeAsync();
            _pebble = null;
        }
    }

    /// <summary>A root that issued certificates lead to: 0 by the default chain, the others by the alternate ones.</summary>
    public async Task<X509Certificate2> ReadRootAsync(int number = 0) =>
        X509Certificate2.CreateFromPem(await _client.GetStringAsync(Management($"roots/{number}"), TestContext.Current.CancellationToken));

    /// <summary>Why a certificate was revoked (RFC 5280, section 5.3.1); null while it is valid.</summary>
    public async Task<int?> ReadRevocationAsync(X509Certificate2 certificate)
    {
        var uri = Management($"cert-status-by-serial/{certificate.SerialNumber.ToLowerInvariant().TrimStart('0')}");
        var status = await _client.GetFromJsonAsync<JsonElement>(uri, TestContext.Current.CancellationToken);
        return status.GetProperty("Status").GetString() is "Revoked"
            ? status.TryGetProperty("Reason", out var reason) ? reason.GetInt32() : 0
            : null;
    }

    /// <summary>Has the name server fail for one name.</summary>
    public Task BreakNameAsync(string name) => TellNamesAsync("set-servfail", name);

    public Task MendNameAsync(string name) => TellNamesAsync("clear-servfail", name);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_names is not null)
        {
            await _names.DisposeAsync();
        }

        _client.Dispose();
        _folder.Dispose();
    }

    private Uri Management(string path) => new($"https://localhost:{_managementPort}/{path}");

    private async Task TellNamesAsync(string command, string name)
    {
        using var body = JsonContent.Create(new { host = name });
        using var answer = await _client.PostAsync(
            new Uri($"http://127.0.0.1:{_namesManagementPort}/{command}"), body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task WaitUntilUpAsync(Uri uri, BackgroundTool process, Func<HttpResponseMessage, bool> isUp)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await _client.GetAsync(uri, TestContext.Current.CancellationToken);
                if (isUp(answer))
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!process.HasExited && Stopwatch.GetElapsedTime(started) < _limit)
            {
                // Not yet.
            }

            Assert.True(!process.HasExited && Stopwatch.GetElapsedTime(started) < _limit, $"{uri} does not answer:\n{process.Output}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private void WriteConfiguration()
    {
        var pebble = new JsonObject
        {
            ["listenAddress"] = $"127.0.0.1:{_port}",
            ["managementListenAddress"] = $"127.0.0.1:{_managementPort}",
            ["certificate"] = TrustedRootPath,
            ["privateKey"] = _folder["key.pem"],
            ["httpPort"] = HttpPort,
            ["tlsPort"] = TlsPort,
            ["ocspResponderURL"] = "",
            ["externalAccountBindingRequired"] = _settings.ExternalAccount is not null,
            ["certificateValidityPeriod"] = _settings.ValiditySeconds,
            ["domainBlocklist"] = new JsonArray([.. _settings.Blocked.Select(domain => JsonValue.Create(domain))]),
        };
        if (_settings.ExternalAccount is { } external)
        {
            pebble["externalAccountMACKeys"] = new JsonObject { [external.KeyId] = external.MacKey };
        }

        File.WriteAllText(_folder["pebble.json"], new JsonObject { ["pebble"] = pebble }.ToJsonString());
    }

    private (string Key, string Value)[] Environment()
    {
        string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        return
        [
            ("PEBBLE_WFE_NONCEREJECT", Text(_settings.NonceReject)),
            ("PEBBLE_AUTHZREUSE", Text(_settings.AuthorizationReuse)),
            ("PEBBLE_VA_ALWAYS_VALID", _settings.AlwaysValid ? "1" : "0"),
            ("PEBBLE_VA_NOSLEEP", "1"),
            ("PEBBLE_ALTERNATE_ROOTS", Text(_settings.AlternateRoots)),
            ("PEBBLE_CHAIN_LENGTH", Text(_settings.ChainLength)),
        ];
    }
}

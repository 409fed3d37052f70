using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Acme;
using Wasper.Gateway.Acme.Protocol;

namespace Wasper.Tests.Gateway.Acme.Protocol;

/// <summary>Answers challenges as a gateway would, on ports of its own.</summary>
internal sealed class ChallengeAnswers : IChallengePublisher, IAsyncDisposable
{
    private readonly UpstreamApp _http;
    private readonly RawUpstream _tls;
    private readonly ConcurrentDictionary<string, string> _tokens;
    private readonly ConcurrentDictionary<string, X509Certificate2> _certificates;

    private ChallengeAnswers(
        UpstreamApp http, RawUpstream tls, ConcurrentDictionary<string, string> tokens, ConcurrentDictionary<string, X509Certificate2> certificates)
    {
        _http = http;
        _tls = tls;
        _tokens = tokens;
        _certificates = certificates;
    }

    public int HttpPort => _http.Port;

    public int TlsPort => _tls.Port;

    /// <summary>What is published and was not withdrawn.</summary>
    public int Count => _tokens.Count + _certificates.Count;

    /// <summary>Publishes nothing, as a gateway behind a wrong port would.</summary>
    public bool IsDeaf { get; set; }

    public static async Task<ChallengeAnswers> StartAsync()
    {
        var tokens = new ConcurrentDictionary<string, string>();
        var certificates = new ConcurrentDictionary<string, X509Certificate2>();
        var http = await UpstreamApp.StartAsync(context =>
        {
            const string Path = "/.well-known/acme-challenge/";
            var path = context.Request.Path.Value!;
            return path.StartsWith(Path, StringComparison.Ordinal) && tokens.TryGetValue(path[Path.Length..], out var answer)
                ? context.Response.WriteAsync(answer)
                : Results.NotFound().ExecuteAsync(context);
        });
        return new ChallengeAnswers(http, new RawUpstream((stream, stop) => ShakeHandsAsync(stream, certificates, stop)), tokens, certificates);
    }

    public Task PublishHttpAsync(string token, string keyAuthorization, CancellationToken cancellationToken)
    {
        if (!IsDeaf)
        {
            _tokens[token] = keyAuthorization;
        }

        return Task.CompletedTask;
    }

    public Task WithdrawHttpAsync(string token, CancellationToken cancellationToken)
    {
        _tokens.TryRemove(token, out _);
        return Task.CompletedTask;
    }

    public Task PublishAlpnAsync(string domain, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
    {
        if (!IsDeaf)
        {
            _certificates[domain] = AlpnCertificate.Create(domain, digest.Span, TimeProvider.System.GetUtcNow()).Load();
        }

        return Task.CompletedTask;
    }

    public Task WithdrawAlpnAsync(string domain, CancellationToken cancellationToken)
    {
        _certificates.TryRemove(domain, out _);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        await _tls.DisposeAsync();
    }

    private static async Task ShakeHandsAsync(NetworkStream stream, ConcurrentDictionary<string, X509Certificate2> certificates, CancellationToken stop)
    {
        await using var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(
            (_, hello, _, _) => certificates.TryGetValue(hello.ServerName, out var certificate)
                ? ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                    ApplicationProtocols = [new SslApplicationProtocol(AlpnCertificate.Protocol)],
                })
                : throw new IOException($"No challenge for {hello.ServerName}."),
            state: null,
            stop);
    }
}

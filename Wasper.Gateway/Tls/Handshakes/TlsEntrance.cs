using System.Buffers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Wasper.Gateway.Tls.Handshakes;

/// <summary>The way of a connection from its first byte to its first request.</summary>
internal sealed class TlsEntrance(CertificateStore certificates, HandshakeMetrics metrics, TimeProvider time, IAlpnChallenges? challenges = null)
{
    /// <summary>How long a handshake may take. Browsers on bad networks need a few round trips, and nobody else needs longer.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    private static readonly SslApplicationProtocol _challengeProtocol = new("acme-tls/1");

    /// <summary>Secures the connections of <paramref name="listen"/>.</summary>
    public void Secure(ListenOptions listen)
    {
        listen.Use(next => connection => EnterAsync(connection, next));

        // The server's own limit begins after the look at the ClientHello, and cannot be told from other ends: it is never reached.
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = SelectAsync, HandshakeTimeout = 2 * _limit });
        listen.Use(next => connection => PassAsync(connection, next));
    }

    private async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        using var handshake = new Handshake(connection, _limit, time);
        connection.Features.Set(handshake);
        if (challenges is null || await LookAsync(connection, handshake))
        {
            await next(connection);
        }

        if (handshake.Failure is { } failure)
        {
            metrics.Failed(failure);
        }
    }

    /// <summary>Looks at the ClientHello without taking it, because whoever chooses the certificate is not told the protocols that it offers. False
    /// where the connection ended before that.</summary>
    private static async Task<bool> LookAsync(ConnectionContext connection, Handshake handshake)
    {
        try
        {
            while (true)
            {
                var read = await connection.Transport.Input.ReadAsync(connection.ConnectionClosed);
                var offer = Offer(read.Buffer);
                var isAll = offer != AlpnOffer.Unknown || read.IsCompleted;
                connection.Transport.Input.AdvanceTo(read.Buffer.Start, isAll ? read.Buffer.Start : read.Buffer.End);
                if (isAll)
                {
                    handshake.IsForChallenge = offer == AlpnOffer.ChallengeAlone;
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return false;
        }
    }

    private static AlpnOffer Offer(ReadOnlySequence<byte> bytes) => ClientHello.Read(bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray());

    private ValueTask<SslServerAuthenticationOptions> SelectAsync(TlsHandshakeCallbackContext context)
    {
        var handshake = context.Connection.Features.Get<Handshake>()!;
        handshake.Offered = context.ClientHelloInfo.SslProtocols;
        return handshake.IsForChallenge
            ? AnswerChallengeAsync(context.ClientHelloInfo.ServerName, context.CancellationToken)
            : ValueTask.FromResult(certificates.Current.Handshake);
    }

    private async ValueTask<SslServerAuthenticationOptions> AnswerChallengeAsync(string serverName, CancellationToken cancellationToken) =>
        await challenges!.FindAsync(serverName, cancellationToken) is { } certificate
            ? Answer(certificate)

            // Which has no protocol in common with the client, and so ends in the alert of RFC 7301, section 3.2.
            : certificates.Current.Handshake;

    private static SslServerAuthenticationOptions Answer(X509Certificate2 certificate) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [_challengeProtocol],
        AllowTlsResume = false,
    };

    private static Task PassAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var handshake = connection.Features.Get<Handshake>()!;
        handshake.Finish();

        // An issuer has seen what it came for: nothing is served over its connection (RFC 8737, section 3).
        return handshake.IsForChallenge ? Task.CompletedTask : next(connection);
    }
}

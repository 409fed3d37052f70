using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Wasper.Benchmarks.Gateway.Load;

/// <summary>Asks a proxy, before it is measured, whether it is the one that was started and does TLS as pinned.</summary>
internal static class TlsProbe
{
    /// <summary>Throws <see cref="InvalidOperationException"/> where somebody else answers on the port, or the pins cannot be agreed on.</summary>
    public static async Task AssertAsync(RunningServer server, Certificate certificate, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, cancellationToken);
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    EnabledSslProtocols = SslProtocols.Tls13,
                    CipherSuitesPolicy = new CipherSuitesPolicy([TlsCipherSuite.TLS_AES_128_GCM_SHA256]),
                    RemoteCertificateValidationCallback = certificate.IsShown,
                },
                cancellationToken);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            throw new InvalidOperationException(
                $"{server.Name} on port {server.Port} does not show the benchmark's certificate over TLS 1.3 with {TlsPins.Tls13Suite}: {exception.Message}");
        }
    }
}

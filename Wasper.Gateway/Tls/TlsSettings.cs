using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Wasper.Gateway.Tls;

/// <summary>What a TLS handshake offers. The certificate's context is built once: one per connection would cost resumption and time.</summary>
internal static class TlsSettings
{
    public static TlsHandshakeCallbackOptions For(X509Certificate2 certificate)
    {
        var authentication = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
        return new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(authentication) };
    }
}

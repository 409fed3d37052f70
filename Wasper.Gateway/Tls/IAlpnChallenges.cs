using System.Security.Cryptography.X509Certificates;

namespace Wasper.Gateway.Tls;

/// <summary>The open TLS-ALPN-01 challenges (RFC 8737). Asked only for handshakes that offer <c>acme-tls/1</c> and nothing else.</summary>
internal interface IAlpnChallenges
{
    /// <summary>The certificate that proves control of <paramref name="serverName"/>, with its private key; null where no challenge for it is open.
    /// The certificate stays the property of who gave it, and is not disposed of before the challenge is withdrawn.</summary>
    /// <param name="serverName">As the handshake gives it: for an IP address its <c>in-addr.arpa</c> or <c>ip6.arpa</c> name (RFC 8738, section 6).</param>
    ValueTask<X509Certificate2?> FindAsync(string serverName, CancellationToken cancellationToken);
}

namespace Wasper.Gateway.Acme;

/// <summary>Makes the answers to an issuer's challenges visible to it, on every gateway that may be asked. Publishing returns once they are;
/// an answer is withdrawn when its authorization has ended, and withdrawing what is not there is no failure.</summary>
internal interface IChallengePublisher
{
    /// <summary>Has <c>/.well-known/acme-challenge/{token}</c> answered with <paramref name="keyAuthorization"/> (RFC 8555, section 8.3).</summary>
    Task PublishHttpAsync(string token, string keyAuthorization, CancellationToken cancellationToken);

    Task WithdrawHttpAsync(string token, CancellationToken cancellationToken);

    /// <summary>Has <c>acme-tls/1</c> handshakes for <paramref name="domain"/> answered with the certificate that
    /// <see cref="Protocol.AlpnCertificate"/> makes of <paramref name="digest"/> (RFC 8737).</summary>
    /// <param name="domain">As the handshake's server name gives it: for an IP address its <c>in-addr.arpa</c> or <c>ip6.arpa</c> name (RFC 8738, section 6).</param>
    /// <param name="digest">SHA-256 of the key authorization, 32 bytes.</param>
    Task PublishAlpnAsync(string domain, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken);

    Task WithdrawAlpnAsync(string domain, CancellationToken cancellationToken);
}

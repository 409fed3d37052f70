namespace Wasper.Gateway.Tls.Handshakes;

/// <summary>What the first bytes of a connection say about the protocols that its client offers.</summary>
internal enum AlpnOffer
{
    /// <summary>More bytes are needed to tell.</summary>
    Unknown,

    /// <summary><c>acme-tls/1</c> and nothing else: an issuer that validates (RFC 8737, section 3).</summary>
    ChallengeAlone,

    /// <summary>Anything else, TLS or not.</summary>
    Other,
}

namespace Wasper.Gateway.Acme;

/// <summary>Ways to prove control of a name.</summary>
internal enum ChallengeType
{
    /// <summary>A file over HTTP on port 80 (RFC 8555, section 8.3).</summary>
    Http01,

    /// <summary>A certificate over TLS on port 443 (RFC 8737).</summary>
    TlsAlpn01,
}

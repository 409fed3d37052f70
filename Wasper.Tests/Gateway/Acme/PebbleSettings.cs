namespace Wasper.Tests.Gateway.Acme;

/// <summary>How a <see cref="PebbleServer"/> behaves. As it stands: quick, and polite but for what RFC 8555 lets a server do at any time.</summary>
internal sealed record PebbleSettings
{
    /// <summary>Where challenges are looked for; a free port where it is 0.</summary>
    public int HttpPort { get; init; }

    /// <inheritdoc cref="HttpPort"/>
    public int TlsPort { get; init; }

    /// <summary>Percentage of good nonces that are refused. Pebble's own default.</summary>
    public int NonceReject { get; init; } = 5;

    /// <summary>Percentage of orders that find a valid authorization used again.</summary>
    public int AuthorizationReuse { get; init; }

    /// <summary>Takes every challenge for solved, without looking.</summary>
    public bool AlwaysValid { get; init; }

    public int AlternateRoots { get; init; }

    /// <summary>Number of intermediates.</summary>
    public int ChainLength { get; init; } = 1;

    /// <summary>Lifetime of the certificates; Pebble's five years where it is 0.</summary>
    public int ValiditySeconds { get; init; }

    /// <summary>Key id and HMAC key (base64url) of the one external account; accounts without it are refused.</summary>
    public (string KeyId, string MacKey)? ExternalAccount { get; init; }

    /// <summary>Domains that are refused, with all below them.</summary>
    public string[] Blocked { get; init; } = [];
}

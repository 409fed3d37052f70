namespace Wasper.Gateway.Tls;

/// <summary>The certificate that clients see now.</summary>
internal sealed record CertificateState
{
    public required CertificateSourceKind Source { get; init; }

    /// <summary>The host names and addresses it is for.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The issuer's distinguished name.</summary>
    public required string Issuer { get; init; }

    /// <summary>In hexadecimal, as issuers write it.</summary>
    public required string Serial { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Whether it was made by the gateway: browsers warn about it.</summary>
    public required bool IsSelfSigned { get; init; }
}

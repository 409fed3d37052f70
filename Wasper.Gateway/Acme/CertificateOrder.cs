namespace Wasper.Gateway.Acme;

/// <summary>What to ask an issuer for.</summary>
/// <param name="Names">DNS names or IP addresses, without wildcards: those need DNS-01.</param>
/// <param name="Replaces">The <see cref="AriCertificateId"/> of the certificate that this one takes over from; null for a first one. Dropped where the
/// issuer does not know ARI, or says that it was replaced already.</param>
/// <param name="Profile">A profile of the issuer's directory; null for its default. Dropped, with a warning, where the issuer does not offer it.</param>
internal sealed record CertificateOrder(IReadOnlyList<string> Names, string? Replaces = null, string? Profile = null)
{
    /// <summary>The ways to prove control, in the order of preference. For each name the first that the issuer offers is used.</summary>
    public IReadOnlyList<ChallengeType> Challenges { get; init; } = [ChallengeType.Http01, ChallengeType.TlsAlpn01];
}

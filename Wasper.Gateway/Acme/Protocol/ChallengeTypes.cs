namespace Wasper.Gateway.Acme.Protocol;

/// <summary>The names of the challenges, in the protocol and for people.</summary>
internal static class ChallengeTypes
{
    public static string WireName(this ChallengeType type) => type switch
    {
        ChallengeType.Http01 => "http-01",
        ChallengeType.TlsAlpn01 => "tls-alpn-01",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    public static string DisplayName(this ChallengeType type) => type.WireName().ToUpperInvariant();
}

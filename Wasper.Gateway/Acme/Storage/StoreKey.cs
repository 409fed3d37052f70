using System.Text.RegularExpressions;

namespace Wasper.Gateway.Acme.Storage;

/// <summary>The keys of a <see cref="ISharedStore"/>: in a folder they are paths.</summary>
/// <remarks>
/// <code>
/// issuers/{issuer}/account.pem          the account's key
/// issuers/{issuer}/account.json         its address at the issuer
/// issuers/{issuer}/order.json           an order that is about to be fulfilled
/// issuers/{issuer}/attempts.jsonl       the ledger
/// issuers/{issuer}/{certificate}.pem    key and chain
/// certificates/{certificate}.json       issuer, renewal, failures
/// challenges/http/{token}
/// challenges/alpn/{domain}
/// </code>
/// </remarks>
internal static partial class StoreKey
{
    public const string HttpChallenges = "challenges/http/";
    public const string AlpnChallenges = "challenges/alpn/";

    public static string Issuer(string issuer, string file) => $"issuers/{Segment(issuer)}/{file}";

    public static string Certificate(string issuer, string certificate) => Issuer(issuer, Segment(certificate) + ".pem");

    public static string State(string certificate) => $"certificates/{Segment(certificate)}.json";

    public static string HttpChallenge(string token) => HttpChallenges + Segment(token);

    public static string AlpnChallenge(string domain) => AlpnChallenges + Segment(domain.ToLowerInvariant());

    /// <summary>One part of a key: nothing that could lead out of a folder.</summary>
    private static string Segment(string text) => SafeSegment().IsMatch(text)
        ? text
        : throw new ArgumentException($"'{text}' cannot be part of a key.", nameof(text));

    // Names of hosts, tokens in base64url, addresses in brackets' place: colons are made dashes by whoever names a certificate by one.
    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}\z")]
    private static partial Regex SafeSegment();
}

using System.Text.RegularExpressions;

namespace Wasper.Gateway.Acme.Storage;

/// <summary>The keys of a <see cref="ISharedStore"/>: in a folder they are paths.</summary>
/// <remarks>
/// <code>
/// issuers/{issuer}/account.json         the account: its key, its address at the issuer
/// issuers/{issuer}/order-{hash}.json    an order that is about to be fulfilled
/// issuers/{issuer}/attempts.jsonl       the ledger
/// certificates/{certificate}.json       the certificate, its key, its issuer, renewal, failures
/// challenges/http/{token}
/// challenges/alpn/{domain}
/// </code>
/// </remarks>
internal static partial class StoreKey
{
    public static string Issuer(string issuer, string file) => $"issuers/{Segment(issuer)}/{file}";

    /// <param name="certificate">The first name it is for.</param>
    public static string Certificate(string certificate) => $"certificates/{Segment(certificate.ToLowerInvariant().Replace(':', '-'))}.json";

    public static string HttpChallenge(string token) => $"challenges/http/{Segment(token)}";

    public static string AlpnChallenge(string domain) => $"challenges/alpn/{Segment(domain.ToLowerInvariant())}";

    /// <summary>Whether it can be part of a key: nothing that could lead out of a folder.</summary>
    public static bool IsSegment(string text) => SafeSegment().IsMatch(text);

    private static string Segment(string text) => IsSegment(text)
        ? text
        : throw new ArgumentException($"'{text}' cannot be part of a key.", nameof(text));

    // Names of hosts, tokens in base64url, addresses with dashes in place of their colons.
    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}\z")]
    private static partial Regex SafeSegment();
}

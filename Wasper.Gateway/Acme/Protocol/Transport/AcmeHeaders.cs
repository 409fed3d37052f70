using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Wasper.Gateway.Acme.Protocol.Transport;

/// <summary>The headers of an answer that mean something in ACME. One that cannot be read counts as missing.</summary>
internal static partial class AcmeHeaders
{
    private const int MaxNonce = 1024;

    public static string? Nonce(HttpResponseMessage response) =>
        Values(response, "Replay-Nonce").FirstOrDefault(nonce => nonce.Length <= MaxNonce && Base64UrlText().IsMatch(nonce));

    public static Uri? Location(HttpResponseMessage response, Uri request) =>
        Values(response, "Location").Select(location => Resolve(location, request)).FirstOrDefault();

    /// <summary>Seconds or a date (RFC 9110, section 10.2.3). A date is measured by the server's own clock where it tells it.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var text = Values(response, "Retry-After").FirstOrDefault();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            var wait = date - (response.Headers.Date ?? now);
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }

        return null;
    }

    /// <summary>The targets of <c>Link: &lt;…&gt;;rel="alternate"</c> (RFC 8288).</summary>
    public static IReadOnlyList<Uri> Alternates(HttpResponseMessage response, Uri request) =>
    [
        .. Values(response, "Link")
            .SelectMany(value => LinkValue().Matches(value))
            .Where(link => RelationParameter().Match(link.Groups["parameters"].Value) is { Success: true } relation
                && relation.Groups["types"].Value.Split(' ').Contains("alternate", StringComparer.OrdinalIgnoreCase))
            .Select(link => Resolve(link.Groups["target"].Value, request))
            .OfType<Uri>(),
    ];

    private static HeaderStringValues Values(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values : default;

    private static Uri? Resolve(string target, Uri request) => Uri.TryCreate(request, target, out var uri) ? uri : null;

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex Base64UrlText();

    // Commas separate links, but may also stand in a target or in a quoted parameter.
    [GeneratedRegex("""<(?<target>[^>]*)>(?<parameters>(?:\s*;\s*[^\s;,="]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)""")]
    private static partial Regex LinkValue();

    [GeneratedRegex("""(?:^|;)\s*rel\s*=\s*"?(?<types>[^";]*)"?""", RegexOptions.IgnoreCase)]
    private static partial Regex RelationParameter();
}

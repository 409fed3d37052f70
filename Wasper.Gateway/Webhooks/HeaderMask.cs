namespace Wasper.Gateway.Webhooks;

/// <summary>Hides what may be a secret when headers are shown. Names are shown: they say which sender it was.</summary>
internal static class HeaderMask
{
    private const string Mask = "(hidden)";

    /// <summary>Words in the names of headers that hold secrets, or what can be used like one.</summary>
    private static readonly string[] _secretWords = ["auth", "cookie", "token", "secret", "signature", "key", "password", "session", "jwt"];

    public static IReadOnlyList<KeyValuePair<string, string>> Apply(IEnumerable<KeyValuePair<string, string>> headers) =>
        [.. headers.Select(header => KeyValuePair.Create(header.Key, IsSecret(header.Key) ? Mask : header.Value))];

    // The sender's id of a delivery is what an operator looks for.
    private static bool IsSecret(string name) =>
        !name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase)
        && Array.Exists(_secretWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}

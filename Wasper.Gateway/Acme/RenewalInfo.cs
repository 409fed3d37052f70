namespace Wasper.Gateway.Acme;

/// <summary>When an issuer wants a certificate renewed (RFC 9773, section 4.2).</summary>
/// <param name="Start">A window that lies in the past means at once: the certificate is being, or was, revoked.</param>
/// <param name="End">Later than <paramref name="Start"/>.</param>
/// <param name="RetryAfter">When to ask again; null where the issuer did not say.</param>
/// <param name="Explanation">A page for people about the reason.</param>
internal sealed record RenewalInfo(DateTimeOffset Start, DateTimeOffset End, TimeSpan? RetryAfter, Uri? Explanation);

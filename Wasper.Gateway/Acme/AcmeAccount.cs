namespace Wasper.Gateway.Acme;

/// <summary>An account with an issuer, as it is stored.</summary>
/// <param name="Key">PKCS#8 PEM of a P-256 key.</param>
/// <param name="Url">Null while the issuer has not confirmed it: a crash then finds the same account again by its key.</param>
/// <param name="NextKey">The key that a rollover is about to put in place of <paramref name="Key"/>; null outside one.</param>
internal sealed record AcmeAccount(string Key, Uri? Url, string? NextKey = null)
{
    // Not the keys: records write their members out.
    public override string ToString() => $"{nameof(AcmeAccount)} {Url}";
}

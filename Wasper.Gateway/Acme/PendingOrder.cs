namespace Wasper.Gateway.Acme;

/// <summary>An order whose certificate is about to be issued. Stored, because a crash would otherwise throw away a certificate that counts against the
/// issuer's limit of duplicates.</summary>
/// <param name="Key">PKCS#8 PEM of the certificate's key.</param>
/// <param name="Names">In lower case, sorted: the same names give the same list.</param>
internal sealed record PendingOrder(Uri Url, string Key, IReadOnlyList<string> Names, string? Profile)
{
    // Not the key: records write their members out.
    public override string ToString() => $"{nameof(PendingOrder)} {Url}";
}

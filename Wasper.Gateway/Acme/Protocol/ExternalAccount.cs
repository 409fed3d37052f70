namespace Wasper.Gateway.Acme.Protocol;

/// <summary>An account elsewhere that an ACME account is bound to (RFC 8555, section 7.3.4).</summary>
/// <param name="MacKey">The HMAC key, base64url as issuers hand it out.</param>
internal sealed record ExternalAccount(string KeyId, string MacKey)
{
    // Not the key: records write their members out.
    public override string ToString() => $"{nameof(ExternalAccount)} {KeyId}";
}

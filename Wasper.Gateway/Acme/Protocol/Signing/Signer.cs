namespace Wasper.Gateway.Acme.Protocol.Signing;

/// <summary>Who signs a request (RFC 8555, section 6.2).</summary>
/// <param name="Account">The account's URL, which stands for its key; null to send the key itself, as new accounts and revocations by a certificate's key do.</param>
internal sealed record Signer(SigningKey Key, Uri? Account = null);

namespace Wasper.Gateway.Acme.Protocol.Signing;

/// <summary>A P-256 public key (RFC 7518, section 6.2). The members are in the order that a thumbprint wants.</summary>
internal sealed record Jwk(string Crv, string Kty, string X, string Y);

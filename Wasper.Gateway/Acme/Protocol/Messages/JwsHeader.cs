using Wasper.Gateway.Acme.Protocol.Signing;

namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>RFC 8555, section 6.2: either <paramref name="Jwk"/> or <paramref name="Kid"/>.</summary>
internal sealed record JwsHeader(string Alg, Jwk? Jwk, string? Kid, string? Nonce, string Url);

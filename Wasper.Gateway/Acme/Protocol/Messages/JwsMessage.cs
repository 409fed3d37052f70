namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>Flattened JWS JSON serialization (RFC 7515, section 7.2.2), all three in base64url.</summary>
internal sealed record JwsMessage(string Protected, string Payload, string Signature);

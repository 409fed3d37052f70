namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>RFC 8555, section 7.4; <paramref name="Replaces"/> of RFC 9773, section 5; <paramref name="Profile"/> of draft-ietf-acme-profiles, section 4.</summary>
internal sealed record NewOrderMessage(IReadOnlyList<IdentifierMessage> Identifiers, string? Replaces, string? Profile);

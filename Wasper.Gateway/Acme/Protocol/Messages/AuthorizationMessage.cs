namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>RFC 8555, section 7.1.4.</summary>
internal sealed record AuthorizationMessage(AcmeStatus Status, IdentifierMessage Identifier, IReadOnlyList<ChallengeMessage> Challenges);

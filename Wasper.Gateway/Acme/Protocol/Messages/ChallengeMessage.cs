namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>RFC 8555, section 8.</summary>
/// <param name="Token">Null for types that have none.</param>
internal sealed record ChallengeMessage(string Type, Uri Url, AcmeStatus Status, string? Token = null, ProblemMessage? Error = null);

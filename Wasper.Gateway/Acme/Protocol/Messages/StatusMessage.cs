namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>Deactivates an authorization (RFC 8555, section 7.5.2).</summary>
internal sealed record StatusMessage(AcmeStatus Status);

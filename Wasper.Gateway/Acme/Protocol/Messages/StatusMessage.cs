namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>Deactivates an account (RFC 8555, section 7.3.6) or an authorization (section 7.5.2).</summary>
internal sealed record StatusMessage(AcmeStatus Status);

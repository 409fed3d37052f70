namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <param name="Certificate">DER in base64url.</param>
/// <param name="Reason">RFC 5280, section 5.3.1.</param>
internal sealed record RevocationMessage(string Certificate, int Reason);

namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>RFC 8555, section 7.3.2.</summary>
internal sealed record ContactsMessage(IReadOnlyList<string> Contact);

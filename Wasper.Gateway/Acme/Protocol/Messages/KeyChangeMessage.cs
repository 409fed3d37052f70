using Wasper.Gateway.Acme.Protocol.Signing;

namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>RFC 8555, section 7.3.5.</summary>
internal sealed record KeyChangeMessage(Uri Account, Jwk OldKey);

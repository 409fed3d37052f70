namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <param name="Csr">PKCS#10, DER in base64url.</param>
internal sealed record FinalizeMessage(string Csr);

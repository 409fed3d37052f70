namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <param name="Contact">Null where the issuer keeps none.</param>
internal sealed record AccountMessage(AcmeStatus Status, IReadOnlyList<string>? Contact = null);

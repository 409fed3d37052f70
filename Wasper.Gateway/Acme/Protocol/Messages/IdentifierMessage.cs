namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <param name="Type"><c>dns</c>, or <c>ip</c> (RFC 8738).</param>
internal sealed record IdentifierMessage(string Type, string Value);

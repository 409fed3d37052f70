namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>RFC 8555, section 7.3. Members that are false are not sent.</summary>
internal sealed record NewAccountMessage(
    IReadOnlyList<string>? Contact = null, bool? TermsOfServiceAgreed = null, bool? OnlyReturnExisting = null, JwsMessage? ExternalAccountBinding = null);

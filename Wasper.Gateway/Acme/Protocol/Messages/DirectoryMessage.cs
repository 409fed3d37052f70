namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>Where an issuer does what (RFC 8555, section 7.1.1).</summary>
/// <param name="RenewalInfo">Null where the issuer does not know ARI (RFC 9773, section 4).</param>
internal sealed record DirectoryMessage(
    Uri NewNonce, Uri NewAccount, Uri NewOrder, Uri RevokeCert, Uri KeyChange, Uri? RenewalInfo = null, DirectoryMeta? Meta = null);

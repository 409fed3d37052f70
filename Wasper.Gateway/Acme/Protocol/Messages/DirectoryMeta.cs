namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <param name="TermsOfService">Not always an address one can open: Pebble has a <c>data:</c> one.</param>
/// <param name="Profiles">Name and description (draft-ietf-acme-profiles, section 3).</param>
internal sealed record DirectoryMeta(
    string? TermsOfService = null, bool ExternalAccountRequired = false, IReadOnlyDictionary<string, string>? Profiles = null);

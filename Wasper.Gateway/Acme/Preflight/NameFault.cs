namespace Wasper.Gateway.Acme.Preflight;

/// <summary>Why an issuer will not be able to validate a name.</summary>
/// <param name="Sentence">For the operator: what is wrong, and the remedy.</param>
/// <param name="IsCertain">False where the reason may lie between this machine and itself, as with a router that does not lead its own network back to its public
/// address: an issuer may have more luck.</param>
internal sealed record NameFault(string Name, string Sentence, bool IsCertain);

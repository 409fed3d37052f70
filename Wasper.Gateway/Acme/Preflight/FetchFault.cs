namespace Wasper.Gateway.Acme.Preflight;

/// <summary>Why a challenge could not be fetched from one address.</summary>
/// <param name="IsUntested">This machine has no way to that kind of address: nothing is known of it.</param>
internal sealed record FetchFault(string Sentence, bool IsCertain, bool IsUntested = false);

namespace Wasper.Gateway.Acme.Limits;

/// <param name="Until">When the next attempt is allowed.</param>
/// <param name="Sentence">What an operator reads after the issuer's name and a colon.</param>
internal sealed record LimitReached(DateTimeOffset Until, string Sentence);

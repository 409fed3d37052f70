namespace Wasper.Gateway.Acme.Preflight;

/// <summary>A challenge of our own.</summary>
internal sealed record Probe(string Token, string Answer);

namespace Wasper.Gateway.Acme.Management;

/// <summary>What the last orders have taught about one issuer.</summary>
/// <param name="OpenAt">Not before: the issuer's own wish, or its limits.</param>
/// <param name="StagingFirst">A validation has failed: an order at the staging directory must succeed before the real one is asked again.</param>
internal sealed record IssuerStanding(DateTimeOffset? OpenAt = null, bool StagingFirst = false);

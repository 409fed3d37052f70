namespace Wasper.Gateway.Acme.Management;

/// <summary>What an issuer still takes.</summary>
/// <param name="RemainingAttempts">Orders that its published limits allow for these names now.</param>
/// <param name="OpenAt">When it takes orders again; null where it does now.</param>
/// <param name="StagingFirst">Whether the next order is tried at its staging directory.</param>
internal sealed record IssuerAllowance(string Issuer, int RemainingAttempts, DateTimeOffset? OpenAt, bool StagingFirst);

using Wasper.Gateway.Acme.Limits;

namespace Wasper.Gateway.Acme.Management;

/// <summary>An issuer of the configuration, and what has been asked of it.</summary>
/// <param name="Profile">To order by; null for the issuer's default.</param>
/// <param name="Staging">Where an order can be tried; null where there is no such place.</param>
internal sealed record ManagedIssuer(ICertificateIssuer Issuer, AttemptLedger Ledger, string? Profile = null, ManagedIssuer? Staging = null)
{
    public string Name => Issuer.Name;
}

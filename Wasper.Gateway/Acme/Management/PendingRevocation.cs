using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme.Management;

/// <summary>A certificate that an operator wants revoked, kept until its issuer has done so.</summary>
internal sealed record PendingRevocation(CertificatePem Certificate, string Issuer, X509RevocationReason Reason);

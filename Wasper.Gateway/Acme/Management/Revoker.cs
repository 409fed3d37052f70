namespace Wasper.Gateway.Acme.Management;

/// <summary>Has certificates revoked that an operator has given up. Done after the order for their replacement, however that ended: what is installed should be good
/// for as long as can be, but a key that others know must not wait for it.</summary>
internal sealed partial class Revoker(IReadOnlyList<ManagedIssuer> issuers, ILogger<Revoker> logger)
{
    public async Task<CertificateRecord> RunAsync(CertificateRecord record, CancellationToken cancellationToken)
    {
        foreach (var pending in record.Revocations)
        {
            try
            {
                if (issuers.FirstOrDefault(issuer => issuer.Name == pending.Issuer) is { } issuer)
                {
                    await issuer.Issuer.RevokeAsync(pending.Certificate, pending.Reason, cancellationToken);
                    Log.Revoked(logger, pending.Issuer, pending.Reason.ToString());
                }
                else
                {
                    Log.NoIssuer(logger, pending.Issuer);
                }

                record = record with { Revocations = record.Revocations.Remove(pending) };
            }
            catch (AcmeException exception) when (exception.Failure is AcmeFailure.Refused)
            {
                // It will be refused again: expired, or unknown to the issuer.
                Log.Refused(logger, exception.Message);
                record = record with { Revocations = record.Revocations.Remove(pending) };
            }
            catch (AcmeException exception)
            {
                Log.Failed(logger, exception.Message);
            }
        }

        return record;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Issuer} has revoked the certificate ({Reason}).")]
        public static partial void Revoked(ILogger logger, string issuer, string reason);

        [LoggerMessage(LogLevel.Error, "The certificate cannot be revoked: its issuer '{Issuer}' is not in Gateway:Acme:Issuers.")]
        public static partial void NoIssuer(ILogger logger, string issuer);

        [LoggerMessage(LogLevel.Error, "The certificate is not revoked: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "The certificate is not revoked yet: {Reason} It is tried again.")]
        public static partial void Failed(ILogger logger, string reason);
    }
}

using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme.Management;

/// <summary>Has the gateway serve the certificate of the shared store, whichever gateway has ordered it.</summary>
/// <param name="install">Throws where the certificate's files cannot be written.</param>
internal sealed partial class CertificateInstaller(Action<CertificatePem> install, TimeProvider time, ILogger<CertificateInstaller> logger)
{
    private string? _served;

    /// <summary>Does nothing for one that is served already, and for one that has expired: clients accept that as little as any other.</summary>
    public void Install(CertificateRecord record, Leaf? leaf)
    {
        if (leaf is null || leaf.Thumbprint == _served || leaf.Lifetime.NotAfter <= time.GetUtcNow())
        {
            return;
        }

        try
        {
            install(record.Certificate!);
            _served = leaf.Thumbprint;
        }
        catch (Exception exception)
        {
            // A renewal must not fail for it: other gateways may serve what this one cannot write down.
            Log.Failed(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The new certificate cannot be put in place ({Reason}): see that the gateway may write to Gateway:CertificateDirectory. It is tried again.")]
        public static partial void Failed(ILogger logger, string reason);
    }
}

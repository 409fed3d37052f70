using System.Security.Cryptography;

namespace Wasper.Gateway.Tls.Sources;

/// <summary>Two files that somebody else may replace at any time. They are compared by content: bind mounts, symbolic links of Kubernetes and
/// renames all look the same that way, and a file system need not tell of changes.</summary>
internal sealed partial class WatchedFiles(CertificateFiles files, ILogger logger)
{
    private ServedCertificate? _last;
    private CertificatePem? _refused;
    private string? _reason;

    /// <summary>The certificate in the files: <paramref name="current"/> itself where it is still that one; null where there is none that can be used.</summary>
    public ServedCertificate? Read(ServedCertificate? current)
    {
        var pem = files.Read();
        if (pem is null)
        {
            return null;
        }

        if (pem == current?.Pem || pem == _last?.Pem)
        {
            return pem == current?.Pem ? current : _last;
        }

        if (pem == _refused)
        {
            // Only now: the first time, it may have been a pair half written.
            Tell();
            return null;
        }

        try
        {
            return _last = ServedCertificate.Load(pem);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            (_refused, _reason) = (pem, exception.Message);
            if (current is null)
            {
                Tell();
            }

            return null;
        }
    }

    private void Tell()
    {
        if (_reason is { } reason)
        {
            Log.Refused(logger, files.CertificatePath, files.KeyPath, reason);
            _reason = null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{CertificatePath} and {KeyPath} are no certificate and its key ({Reason}): they are left alone until they change.")]
        public static partial void Refused(ILogger logger, string certificatePath, string keyPath, string reason);
    }
}

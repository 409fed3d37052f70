namespace Wasper.Gateway.Tls;

/// <summary>Says in the log that a certificate nears its end. Issuers no longer write e-mails about it.</summary>
internal sealed partial class ExpiryWarnings(TimeProvider time, ILogger logger)
{
    /// <summary>Renewals are due at a third of a certificate's life: an earlier warning would be none.</summary>
    private const int PartOfLife = 3;

    private static readonly TimeSpan[] _steps =
        [TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(7), TimeSpan.FromDays(14)];

    private ServedCertificate? _certificate;
    private TimeSpan? _warned;

    /// <summary>Warns where <paramref name="certificate"/> has come nearer to its end by a step: 14, 7, 3 and 1 days, and when it has expired.</summary>
    public void Consider(ServedCertificate certificate, CertificateSourceKind source)
    {
        if (certificate.IsOwn)
        {
            // It is made anew in time.
            return;
        }

        if (certificate != _certificate)
        {
            (_certificate, _warned) = (certificate, null);
        }

        var left = certificate.NotAfter - time.GetUtcNow();
        if (Step(certificate, left) is not { } step || step >= _warned)
        {
            return;
        }

        _warned = step;
        var remedy = source == CertificateSourceKind.Acme ? "Its renewal has not succeeded so far." : "Put a new one in its place.";
        if (step == TimeSpan.Zero)
        {
            Log.Expired(logger, certificate.Certificate.Subject, certificate.NotAfter, remedy);
        }
        else
        {
            Log.Ends(logger, certificate.Certificate.Subject, certificate.NotAfter, left.TotalDays, remedy);
        }
    }

    private static TimeSpan? Step(ServedCertificate certificate, TimeSpan left)
    {
        var life = certificate.NotAfter - certificate.Certificate.NotBefore;
        foreach (var step in _steps)
        {
            if (left <= step && step < life / PartOfLife)
            {
                return step;
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The certificate {Subject} expires on {NotAfter:u}, in {Days:F1} days. {Remedy}")]
        public static partial void Ends(ILogger logger, string subject, DateTimeOffset notAfter, double days, string remedy);

        [LoggerMessage(LogLevel.Error, "The certificate {Subject} expired on {NotAfter:u}, and clients refuse it. {Remedy}")]
        public static partial void Expired(ILogger logger, string subject, DateTimeOffset notAfter, string remedy);
    }
}

using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme.Renewal;

namespace Wasper.Gateway.Acme.Management;

/// <summary>Asks the issuer of the certificate when it wants it renewed (RFC 9773, section 4.3).</summary>
internal sealed partial class RenewalInfoPoll(IReadOnlyList<ManagedIssuer> issuers, TimeProvider time, ILogger<RenewalInfoPoll> logger)
{
    private static readonly TimeSpan _usual = TimeSpan.FromHours(6);

    /// <summary>Twice a day, whatever the issuer says: that is how soon a mass revocation is noticed.</summary>
    private static readonly TimeSpan _latest = TimeSpan.FromHours(12);

    private static readonly TimeSpan _afterFailure = TimeSpan.FromHours(1);

    public bool IsDue(CertificateRecord record) => Find(record) is not null && !(record.AskAgainAt > time.GetUtcNow());

    public async Task<CertificateRecord> RunAsync(CertificateRecord record, Leaf leaf, CancellationToken cancellationToken)
    {
        if (Find(record) is not { } issuer)
        {
            return record;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(record.Certificate!.Certificate);
            var info = await issuer.Issuer.GetRenewalInfoAsync(certificate, cancellationToken);
            var wait = info?.RetryAfter is { } asked && asked < _latest ? asked : info?.RetryAfter is null ? _usual : _latest;
            return record with { Window = info is null ? null : Pick(record.Window, info, leaf), AskAgainAt = time.GetUtcNow() + wait };
        }
        catch (AcmeException exception)
        {
            // The window of the last answer holds, and the backstop does in any case.
            Log.Failed(logger, exception.Message);
            return record with { AskAgainAt = time.GetUtcNow() + _afterFailure };
        }
    }

    private ManagedIssuer? Find(CertificateRecord record) =>
        record.Certificate is null ? null : issuers.FirstOrDefault(issuer => issuer.Name == record.Issuer);

    /// <summary>A window that stays keeps the moment that was picked in it: picking anew at each poll would drift towards its start.</summary>
    private RenewalWindow Pick(RenewalWindow? known, RenewalInfo info, Leaf leaf)
    {
        if (known is not null && (known.Start, known.End) == (info.Start, info.End))
        {
            return known with { Explanation = info.Explanation };
        }

        var window = RenewalWindow.Pick(info, leaf.Lifetime.Backstop, Random.Shared.NextDouble());
        Log.Window(logger, info.Start.UtcDateTime, info.End.UtcDateTime, window.RenewAt.UtcDateTime);
        return window;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Reason} The certificate is renewed by its lifetime until the issuer says more.")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Information, "The issuer suggests to renew the certificate between {Start:u} and {End:u}; {RenewAt:u} is picked.")]
        public static partial void Window(ILogger logger, DateTime start, DateTime end, DateTime renewAt);
    }
}

using Wasper.Gateway.Acme.Limits;
using Wasper.Gateway.Acme.Renewal;
using Wasper.Gateway.Acme.Storage;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme.Management;

/// <summary>Goes from issuer to issuer until one has given a certificate. Each order is written into the ledger before it is placed, and not placed where the
/// issuer's limits forbid it. Under the lock of orders only.</summary>
internal sealed partial class OrderRound(
    IReadOnlyList<ManagedIssuer> issuers, IReadOnlyList<ChallengeType> challenges, AcmeMetrics metrics, TimeProvider time, ILogger<OrderRound> logger)
{
    /// <summary>For an issuer that has reached a limit and does not say which.</summary>
    private static readonly TimeSpan _unnamedLimit = TimeSpan.FromHours(1);

    /// <summary>No published limit looks further back: an issuer that asks for more is asked again all the same.</summary>
    private static readonly TimeSpan _longestWait = RateLimits.CertificatesWindow;

    /// <param name="leaf">The certificate that is replaced; null where there is none.</param>
    /// <param name="coversAll">Whether <paramref name="names"/> are all that are wanted.</param>
    public async Task<CertificateRecord> RunAsync(
        CertificateRecord record, Leaf? leaf, IReadOnlyList<string> names, bool coversAll, Urgency urgency, CancellationToken cancellationToken)
    {
        var failures = new List<AcmeException>();
        var (level, list) = (LevelOf(urgency), string.Join(", ", names));
        foreach (var issuer in issuers)
        {
            var standing = record.StandingOf(issuer.Name);
            if (standing.OpenAt > time.GetUtcNow())
            {
                failures.Add(new AcmeException(AcmeFailure.RateLimited, $"{issuer.Name} takes no order before {standing.OpenAt.Value.UtcDateTime:u}."));
                continue;
            }

            var order = new CertificateOrder(names, record.Issuer == issuer.Name && record.Window is not null ? leaf?.AriId : null, issuer.Profile)
            {
                Challenges = Turn(record.History.FailedValidations),
            };
            try
            {
                if (standing.StagingFirst)
                {
                    await TryOutAsync(issuer, order, urgency, cancellationToken);
                    record = record.With(issuer.Name, standing with { StagingFirst = false });
                }

                var certificate = await OrderAsync(issuer, order, cancellationToken);
                Log.Issued(logger, issuer.Name, list);
                return record.Issued(certificate, issuer.Name, coversAll, time.GetUtcNow()).With(issuer.Name, new IssuerStanding());
            }
            catch (AcmeException exception)
            {
                Log.Failed(logger, level, list, exception.Message);
                failures.Add(exception);
                record = record.With(issuer.Name, After(record.StandingOf(issuer.Name), exception));
            }
        }

        return record with { History = After(record.History, failures) };
    }

    /// <summary>Orders at the staging directory. What comes of it is thrown away.</summary>
    private async Task TryOutAsync(ManagedIssuer issuer, CertificateOrder order, Urgency urgency, CancellationToken cancellationToken)
    {
        if (issuer.Staging is not { } staging)
        {
            return;
        }

        try
        {
            await OrderAsync(staging, order with { Replaces = null }, cancellationToken);
            Log.TriedOut(logger, staging.Name, issuer.Name);
        }
        catch (AcmeException exception) when (urgency is not Urgency.Normal && exception.Failure is not AcmeFailure.ValidationFailed)
        {
            // A place for trials that is closed must not cost the certificate.
            Log.NotTriedOut(logger, exception.Message, issuer.Name);
        }
    }

    private async Task<CertificatePem> OrderAsync(ManagedIssuer issuer, CertificateOrder order, CancellationToken cancellationToken)
    {
        var attempts = await issuer.Ledger.ReadAsync(cancellationToken);

        // An issuer exempts one order for each certificate that it replaces (RFC 9773, section 5), not a second one.
        var replaces = attempts.Any(attempt => attempt.Replaces == order.Replaces && attempt.MayHaveIssued) ? null : order.Replaces;
        var now = time.GetUtcNow();
        if (RateLimits.Check(attempts, order.Names, isAri: replaces is not null, now) is { } limit)
        {
            metrics.Ordered(issuer.Name, "withheld");
            throw new AcmeException(AcmeFailure.RateLimited, $"{issuer.Name}: {limit.Sentence}.") { RetryAfter = limit.Until - now };
        }

        var attempt = await issuer.Ledger.BeginAsync(order.Names, replaces, cancellationToken);
        try
        {
            var certificate = await issuer.Issuer.OrderAsync(order with { Replaces = replaces }, cancellationToken);
            await EndAsync(issuer, attempt, AttemptOutcome.Issued, []);
            metrics.Ordered(issuer.Name, "issued");
            return certificate;
        }
        catch (AcmeException exception)
        {
            metrics.Ordered(issuer.Name, exception.Failure.ToString().ToLowerInvariant());
            await EndAsync(issuer, attempt, AttemptOutcome.Failed, exception.Failure is AcmeFailure.ValidationFailed ? exception.Names : []);
            throw;
        }
        catch (Exception exception) when (exception is not StoreException && !cancellationToken.IsCancellationRequested)
        {
            // A mistake of ours. The ledger counts the order as all it may have become; the next issuer may have better luck.
            metrics.Ordered(issuer.Name, "error");
            Log.Unforeseen(logger, exception, issuer.Name);
            throw new AcmeException(AcmeFailure.BadAnswer, $"The order at {issuer.Name} broke off: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private async Task EndAsync(ManagedIssuer issuer, Attempt attempt, AttemptOutcome outcome, IReadOnlyList<string> failedNames)
    {
        try
        {
            await issuer.Ledger.EndAsync(attempt, outcome, failedNames);
        }
        catch (Exception exception)
        {
            // An attempt without an end counts as the worst it may have become, and what came of it matters more.
            Log.NotWrittenDown(logger, issuer.Name, exception.Message);
        }
    }

    private IssuerStanding After(IssuerStanding standing, AcmeException exception) => standing with
    {
        OpenAt = (exception.RetryAfter, exception.Failure) switch
        {
            ({ } asked, _) => time.GetUtcNow() + (asked < _longestWait ? asked : _longestWait),
            (null, AcmeFailure.RateLimited) => time.GetUtcNow() + _unnamedLimit,
            _ => null,
        },
        StagingFirst = standing.StagingFirst || exception.Failure is AcmeFailure.ValidationFailed,
    };

    private FailureHistory After(FailureHistory history, IReadOnlyList<AcmeException> failures)
    {
        var error = string.Join(' ', failures.Select(failure => failure.Message));
        var now = time.GetUtcNow();

        // Where no issuer took an order, waiting for the first that does is enough.
        return failures.All(failure => failure.Failure is AcmeFailure.RateLimited)
            ? history with { LastError = error, LastErrorAt = now }
            : history.WithFailure(error, [.. failures.SelectMany(failure => failure.Names).Distinct()], now, Random.Shared.NextDouble());
    }

    private static LogLevel LevelOf(Urgency urgency) => urgency switch
    {
        Urgency.Critical => LogLevel.Critical,
        Urgency.Emergency => LogLevel.Error,
        _ => LogLevel.Warning,
    };

    /// <summary>Each failed validation gives the next way its turn.</summary>
    private IReadOnlyList<ChallengeType> Turn(int failed) => [.. challenges.Skip(failed % challenges.Count), .. challenges.Take(failed % challenges.Count)];

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Issuer} has given a certificate for {Names}.")]
        public static partial void Issued(ILogger logger, string issuer, string names);

        [LoggerMessage("No certificate for {Names}: {Reason}")]
        public static partial void Failed(ILogger logger, LogLevel level, string names, string reason);

        [LoggerMessage(LogLevel.Warning, "How an order at {Issuer} ended could not be written down: {Reason}")]
        public static partial void NotWrittenDown(ILogger logger, string issuer, string reason);

        [LoggerMessage(LogLevel.Error, "An error that nobody foresaw, in an order at {Issuer}.")]
        public static partial void Unforeseen(ILogger logger, Exception exception, string issuer);

        [LoggerMessage(LogLevel.Information, "The order succeeds at {Staging}: {Issuer} is asked again.")]
        public static partial void TriedOut(ILogger logger, string staging, string issuer);

        [LoggerMessage(LogLevel.Warning, "{Reason} There is no time to wait for it: {Issuer} is asked without a trial.")]
        public static partial void NotTriedOut(ILogger logger, string reason, string issuer);
    }
}

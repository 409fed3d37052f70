using Wasper.Gateway.Acme.Preflight;
using Wasper.Gateway.Acme.Renewal;
using Wasper.Gateway.Acme.Storage;

namespace Wasper.Gateway.Acme.Management;

/// <summary>One look at the certificate, with all that follows from it.</summary>
internal sealed partial class RenewalPass(
    IReadOnlyList<string> names,
    IReadOnlyList<ManagedIssuer> issuers,
    CertificateVault vault,
    CertificateInstaller installer,
    RenewalInfoPoll poll,
    IPreflight preflight,
    OrderRound round,
    Revoker revoker,
    AcmeMetrics metrics,
    TimeProvider time,
    ILogger<RenewalPass> logger)
{
    /// <summary>After so many preflights that have failed for a reason that may be ours alone, an issuer is asked all the same.</summary>
    private const int DoubtedPreflights = 5;

    /// <summary>What the store has, without doing anything about it but serving it.</summary>
    public async Task<CertificateRecord> LookAsync(CancellationToken cancellationToken)
    {
        var record = await vault.ReadAsync(cancellationToken);
        installer.Install(record, Read(record));
        return record;
    }

    /// <summary>Does what is due.</summary>
    /// <param name="wish">What an operator changes; null in the ordinary course.</param>
    /// <returns>What there is now; null where another gateway is at it, and nothing was done.</returns>
    public async Task<CertificateRecord?> RunAsync(Func<CertificateRecord, CertificateRecord>? wish, CancellationToken cancellationToken)
    {
        var record = await LookAsync(cancellationToken);
        if (wish is null && !IsAnythingDue(record))
        {
            return record;
        }

        await using var held = await vault.TryLockAsync(cancellationToken);
        if (held is null)
        {
            return null;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, held.Lost);
        try
        {
            return await RunLockedAsync(wish, either.Token);
        }
        catch (OperationCanceledException exception) when (held.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreException("The lock of orders was lost, for the store of the gateways did not answer for most of a minute.", exception);
        }
    }

    public RenewalDecision Decide(CertificateRecord record, Leaf? leaf, DateTimeOffset now)
    {
        var openings = issuers.Select(issuer => record.StandingOf(issuer.Name).OpenAt).ToList();
        return RenewalDecision.Decide(
            new RenewalFacts
            {
                Lifetime = leaf?.Lifetime,
                IssuedAt = record.IssuedAt,
                LacksNames = leaf is not null && leaf.Covered.Count < names.Count,
                IsOfOtherIssuer = issuers.All(issuer => issuer.Name != record.Issuer),
                Window = record.Window,
                IsRevoked = record.IsRevoked,
                IsRequested = record.IsRequested,
                History = record.History,
                IssuersOpenAt = openings.Contains(null) ? null : openings.Min(),
            },
            now);
    }

    public Leaf? Read(CertificateRecord record) => Leaf.Read(record.Certificate, names);

    private bool IsAnythingDue(CertificateRecord record)
    {
        var now = time.GetUtcNow();
        return vault.IsBehind || poll.IsDue(record) || record.Revocations.Count > 0 || Decide(record, Read(record), now).ShouldOrder(now);
    }

    private async Task<CertificateRecord> RunLockedAsync(Func<CertificateRecord, CertificateRecord>? wish, CancellationToken cancellationToken)
    {
        // Another gateway may have done it all since.
        var record = await LookAsync(cancellationToken);
        if (vault.IsBehind)
        {
            await vault.WriteAsync(record, cancellationToken);
        }

        record = await SaveAsync(record, wish?.Invoke(record) ?? record, cancellationToken);
        record = await PollAsync(record, cancellationToken);
        var ordered = await OrderAsync(record, cancellationToken);

        // Served before it is stored: a store that is away now must not cost clients the certificate.
        installer.Install(ordered, Read(ordered));
        record = await SaveAsync(record, ordered, cancellationToken);
        record = await PollAsync(record, cancellationToken);
        return await SaveAsync(record, await revoker.RunAsync(record, cancellationToken), cancellationToken);
    }

    private async Task<CertificateRecord> PollAsync(CertificateRecord record, CancellationToken cancellationToken) => Read(record) is { } leaf && poll.IsDue(record)
        ? await SaveAsync(record, await poll.RunAsync(record, leaf, cancellationToken), cancellationToken)
        : record;

    private async Task<CertificateRecord> OrderAsync(CertificateRecord record, CancellationToken cancellationToken)
    {
        var leaf = Read(record);
        var now = time.GetUtcNow();
        var decision = Decide(record, leaf, now);
        if (!decision.ShouldOrder(now))
        {
            return record;
        }

        Log.Due(logger, string.Join(", ", names), decision.Reason);
        var faults = await CheckAsync(record.History, cancellationToken);
        var covered = leaf?.Lifetime.NotAfter > now ? leaf.Covered : [];
        var chosen = NameSelection.Choose(
            names, covered, [.. faults.Select(fault => fault.Name)], record.History.FailedNames, decision.Reason, decision.Urgency);
        return chosen.Count == 0
            ? record with { History = record.History.WithPreflightFailure(Say(faults, record.History), now, Random.Shared.NextDouble()) }
            : await round.RunAsync(record, leaf, chosen, chosen.Count == names.Count, decision.Urgency, cancellationToken);
    }

    private async Task<IReadOnlyList<NameFault>> CheckAsync(FailureHistory history, CancellationToken cancellationToken)
    {
        try
        {
            var faults = await preflight.CheckAsync(names, cancellationToken);
            foreach (var fault in faults)
            {
                Log.Fault(logger, fault.Sentence);
                metrics.PreflightFailed();
            }

            return history.PreflightFailures < DoubtedPreflights ? faults : [.. faults.Where(fault => fault.IsCertain)];
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It is there to help, not to stand in the way.
            Log.PreflightBroke(logger, exception);
            return [];
        }
    }

    private async Task<CertificateRecord> SaveAsync(CertificateRecord before, CertificateRecord after, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(before, after))
        {
            await vault.WriteAsync(after, cancellationToken);
        }

        return after;
    }

    private static string Say(IReadOnlyList<NameFault> faults, FailureHistory history) =>
        faults.Count == 0 ? history.LastError ?? "" : string.Join(' ', faults.Select(fault => fault.Sentence));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A certificate for {Names} is to be ordered: {Reason}.")]
        public static partial void Due(ILogger logger, string names, RenewalReason reason);

        [LoggerMessage(LogLevel.Warning, "An issuer would not be able to validate a name. {Fault}")]
        public static partial void Fault(ILogger logger, string fault);

        [LoggerMessage(LogLevel.Error, "The names could not be tried before the order, which is placed all the same.")]
        public static partial void PreflightBroke(ILogger logger, Exception exception);
    }
}

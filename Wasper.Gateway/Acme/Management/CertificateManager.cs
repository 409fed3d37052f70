using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Wasper.Gateway.Acme.Limits;
using Wasper.Gateway.Acme.Renewal;
using Wasper.Gateway.Acme.Storage;

namespace Wasper.Gateway.Acme.Management;

/// <summary>Keeps a good certificate in place for as long as the gateway runs.</summary>
internal sealed partial class CertificateManager(
    IReadOnlyList<string> names,
    IReadOnlyList<ManagedIssuer> issuers,
    RenewalPass pass,
    CertificateVault vault,
    AcmeMetrics metrics,
    TimeProvider time,
    ILogger<CertificateManager> logger) : BackgroundService
{
    /// <summary>How often to look when nothing is due sooner.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(10);

    /// <summary>While another gateway orders: its certificate is wanted here as well.</summary>
    private static readonly TimeSpan _whileOtherOrders = TimeSpan.FromSeconds(3);

    /// <summary>Never more often, whatever the clock does.</summary>
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);

    /// <summary>A store that does not answer must not keep the gateway from starting.</summary>
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(5);

    private readonly Channel<Wish> _wishes = Channel.CreateUnbounded<Wish>();
    private Wish? _wish;
    private RenewalState? _state;

    /// <summary>As of the last look at it; null before the first.</summary>
    public RenewalState? State => Volatile.Read(ref _state);

    /// <summary>Orders a certificate now: own waiting is cut short, what issuers ask for and their limits are not. Returns when the order has ended, with
    /// <see cref="RenewalState.LastError"/> where it failed.</summary>
    public Task<RenewalState> RenewNowAsync(CancellationToken cancellationToken) => WishAsync(record => record.Renew(), cancellationToken);

    /// <summary>Orders a replacement at once and has the certificate revoked. Where the issuer cannot be reached, both are tried until they succeed.</summary>
    public Task<RenewalState> RevokeAndReplaceAsync(X509RevocationReason reason, CancellationToken cancellationToken) =>
        WishAsync(record => record.Revoke(reason), cancellationToken);

    /// <summary>Gives the gateway's account with every issuer a new key. Throws <see cref="AcmeException"/> and <see cref="StoreException"/>, whose messages are
    /// sentences for the operator.</summary>
    public async Task RollAccountKeyAsync(CancellationToken cancellationToken)
    {
        ISharedLock? held;
        while ((held = await vault.TryLockAsync(cancellationToken)) is null)
        {
            await Task.Delay(_shortest, time, cancellationToken);
        }

        await using (held)
        {
            foreach (var issuer in issuers.SelectMany(issuer => (ManagedIssuer?[])[issuer, issuer.Staging]).OfType<ManagedIssuer>())
            {
                await issuer.Issuer.ChangeAccountKeyAsync(cancellationToken);
            }
        }
    }

    /// <summary>Serves the store's certificate from the first handshake on.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_startLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await pass.LookAsync(either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The loop says what is wrong, and goes on trying.
            Log.NotAtStart(logger, exception.Message);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var errors = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(await CheckAsync(stoppingToken), stoppingToken);
                errors = 0;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                await GoOnAfterAsync(exception, ++errors, stoppingToken);
            }
            catch (Exception)
            {
                // Whatever the end of the gateway has cut off is taken up at the next start.
                return;
            }
        }
    }

    /// <summary>Looks at the certificate, and says how long it can be left alone.</summary>
    private async Task<TimeSpan> CheckAsync(CancellationToken cancellationToken)
    {
        if (_wish is null && _wishes.Reader.TryRead(out var next))
        {
            _wish = next;
        }

        var (wish, record) = (_wish, await pass.RunAsync(_wish?.Change, cancellationToken));
        var isElsewhere = record is null;
        record ??= await pass.LookAsync(cancellationToken);
        var state = await ObserveAsync(record, cancellationToken);
        if (isElsewhere)
        {
            return _whileOtherOrders;
        }

        _wish = null;
        wish?.Done.TrySetResult(state);
        var wait = Earliest(state.NextAttemptAt, record.AskAgainAt) - time.GetUtcNow();
        return wait < _shortest ? _shortest : wait < _interval ? wait : _interval;
    }

    private async Task<RenewalState> ObserveAsync(CertificateRecord record, CancellationToken cancellationToken)
    {
        var leaf = pass.Read(record);
        var decision = pass.Decide(record, leaf, time.GetUtcNow());
        var limits = new List<IssuerAllowance>();
        foreach (var issuer in issuers)
        {
            var standing = record.StandingOf(issuer.Name);
            var remaining = RateLimits.Remaining(await issuer.Ledger.ReadAsync(cancellationToken), names, time.GetUtcNow());
            limits.Add(new IssuerAllowance(issuer.Name, remaining, standing.OpenAt > time.GetUtcNow() ? standing.OpenAt : null, standing.StagingFirst));
        }

        var state = new RenewalState(
            names,
            leaf?.Covered ?? [],
            record.Issuer,
            leaf?.Lifetime.NotBefore,
            leaf?.Lifetime.NotAfter,
            decision.Reason,
            decision.Urgency,
            decision.AttemptAt,
            record.Window?.Explanation,
            record.History.Failures,
            record.History.LastError,
            record.History.LastErrorAt,
            limits);
        Volatile.Write(ref _state, state);
        metrics.Observe(state);
        return state;
    }

    /// <summary>Waits for the time to pass, or for an operator.</summary>
    private async Task WaitAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        if (_wish is not null)
        {
            await Task.Delay(pause, time, stoppingToken);
            return;
        }

        using var limit = new CancellationTokenSource(pause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            await _wishes.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Time to look again.
        }
    }

    /// <summary>This loop may not end: the certificate would expire unnoticed.</summary>
    private async Task GoOnAfterAsync(Exception exception, int errors, CancellationToken stoppingToken)
    {
        // Whoever wished for something hears of it; what was written down of the wish is done all the same.
        _wish?.Done.TrySetException(exception);
        _wish = null;
        try
        {
            metrics.Erred();
            if (exception is StoreException or AcmeException)
            {
                Log.Failed(logger, exception.Message);
            }
            else
            {
                Log.Unforeseen(logger, exception);
            }

            await Task.Delay(BackOff.AfterErrors(errors, Random.Shared.NextDouble()), time, stoppingToken);
        }
        catch (Exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Not even the log, or the clock, can be relied on.
            await Task.Delay(_interval, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it too.
        }
    }

    private async Task<RenewalState> WishAsync(Func<CertificateRecord, CertificateRecord> change, CancellationToken cancellationToken)
    {
        var wish = new Wish(change, new TaskCompletionSource<RenewalState>(TaskCreationOptions.RunContinuationsAsynchronously));
        _wishes.Writer.TryWrite(wish);
        return await wish.Done.Task.WaitAsync(cancellationToken);
    }

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

    private sealed record Wish(Func<CertificateRecord, CertificateRecord> Change, TaskCompletionSource<RenewalState> Done);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The certificate that gateways share was not read before the start: {Reason}")]
        public static partial void NotAtStart(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "The certificate could not be looked after: {Reason} It is tried again.")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "Looking after the certificate broke off in a way that nobody foresaw; it is tried again.")]
        public static partial void Unforeseen(ILogger logger, Exception exception);
    }
}

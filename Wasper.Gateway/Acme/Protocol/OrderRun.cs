using System.Buffers.Text;
using Wasper.Gateway.Acme.Protocol.Messages;
using Wasper.Gateway.Acme.Protocol.Signing;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>One order, from newOrder to the certificate (RFC 8555, section 7.4 and the states of section 7.1.6).</summary>
internal sealed partial class OrderRun(
    AcmeClient client, Authorizer authorizer, ChainDownload download, IIssuerStore store, ILogger logger, Signer signer, OrderNames names, CertificateOrder order, Deadline deadline)
{
    private const string What = "the order";

    /// <summary>How often to finalize an order that stays ready: the issuer may not have heard.</summary>
    private const int FinalizeTries = 3;

    private readonly string _what = $"the order for {names}";

    public async Task<CertificatePem> CompleteAsync()
    {
        var pending = await ResumeAsync() ?? await PlaceAsync();
        try
        {
            var certificate = await FollowAsync(pending);
            await store.ForgetPendingOrderAsync(names.Values, deadline.Token);
            return certificate;
        }
        catch (AcmeException exception) when (exception.Failure is not (AcmeFailure.Unavailable or AcmeFailure.RateLimited))
        {
            // It ended; only an order that was cut off is worth to be taken up again.
            await store.ForgetPendingOrderAsync(names.Values, deadline.Token);
            throw;
        }
        finally
        {
            pending.Key.Dispose();
        }
    }

    /// <summary>An order that a crash or a lost connection cut off, where it can still lead to a certificate.</summary>
    private async Task<Placed?> ResumeAsync()
    {
        if (await store.ReadPendingOrderAsync(names.Values, deadline.Token) is not { } stored)
        {
            return null;
        }

        deadline.WaitingFor = "the order that was under way";
        if (stored.Profile == order.Profile && stored.Names.SequenceEqual(names.Values) && SigningKey.TryRead(stored.Key, out var key))
        {
            try
            {
                var current = await client.FetchAsync(signer, stored.Url, AcmeJson.Default.OrderMessage, What, deadline.Token);
                if (current.Status is AcmeStatus.Ready or AcmeStatus.Processing or AcmeStatus.Valid)
                {
                    Log.Resumed(logger, stored.Url, _what);
                    return new Placed(stored.Url, current, key);
                }
            }
            catch (AcmeException exception) when (exception.Failure is AcmeFailure.Refused or AcmeFailure.BadAnswer && !AcmeAccounts.IsUnknownAccount(exception))
            {
                Log.NotResumed(logger, stored.Url, exception.Message);
            }

            key.Dispose();
        }

        await store.ForgetPendingOrderAsync(names.Values, deadline.Token);
        return null;
    }

    private async Task<Placed> PlaceAsync()
    {
        deadline.WaitingFor = _what;
        var directory = await client.GetDirectoryAsync(deadline.Token);
        var message = new NewOrderMessage(names.Identifiers, directory.RenewalInfo is null ? null : order.Replaces, Profile(directory));
        try
        {
            return await PlaceAsync(directory.NewOrder, message);
        }
        catch (AcmeException exception) when (message.Replaces is not null && exception.Failure is AcmeFailure.Refused && !AcmeAccounts.IsUnknownAccount(exception))
        {
            // RFC 9773, section 5: alreadyReplaced, or another account's, or unknown. None of it is a reason to go without a certificate.
            Log.NotReplacing(logger, exception.Message);
            return await PlaceAsync(directory.NewOrder, message with { Replaces = null });
        }
    }

    private async Task<Placed> PlaceAsync(Uri url, NewOrderMessage message)
    {
        var answer = await client.PostAsync(signer, url, message, AcmeJson.Default.NewOrderMessage, _what, deadline.Token);
        var placed = client.Read(answer, AcmeJson.Default.OrderMessage, _what);
        return new Placed(answer.Location ?? throw client.BadAnswer($"{client.Issuer} took {_what} without giving its address."), placed, SigningKey.Create());
    }

    private async Task<CertificatePem> FollowAsync(Placed placed)
    {
        var current = placed.Order;
        TimeSpan? retryAfter = null;
        var isProven = false;
        var finalized = 0;
        for (var attempt = 1; ; attempt++)
        {
            switch (current.Status)
            {
                case AcmeStatus.Pending when !isProven:
                    await authorizer.ProveAsync(signer, current.Authorizations, order.Challenges, deadline);
                    isProven = true;
                    attempt = 0;
                    break;
                case AcmeStatus.Ready when finalized < FinalizeTries:
                    await FinalizeAsync(placed, current);
                    finalized++;
                    attempt = 0;
                    break;
                case AcmeStatus.Valid:
                    return await DownloadAsync(placed, current);
                case AcmeStatus.Pending or AcmeStatus.Ready or AcmeStatus.Processing:
                    deadline.WaitingFor = $"{client.Issuer} to issue the certificate for {names} ({_what} is {current.Status.ToString().ToLowerInvariant()})";
                    await deadline.PauseAsync(attempt, retryAfter);
                    break;
                default:
                    throw await FailureAsync(current);
            }

            var answer = await client.FetchAsync(signer, placed.Url, _what, deadline.Token);
            current = client.Read(answer, AcmeJson.Default.OrderMessage, _what);
            retryAfter = answer.RetryAfter;
        }
    }

    private async Task FinalizeAsync(Placed placed, OrderMessage current)
    {
        deadline.WaitingFor = $"{client.Issuer} to take the request for {names}";

        // From here on a certificate may exist that only this key fits.
        await store.WritePendingOrderAsync(new PendingOrder(placed.Url, placed.Key.ToPem(), names.Values, order.Profile), deadline.Token);
        var csr = new FinalizeMessage(Base64Url.EncodeToString(placed.Key.CreateSigningRequest(names)));
        try
        {
            await client.PostAsync(signer, current.Finalize, csr, AcmeJson.Default.FinalizeMessage, $"the certificate for {names}", deadline.Token);
        }
        catch (AcmeException exception) when (exception.Failure is AcmeFailure.Unavailable || exception.Problem?.ShortType is "orderNotReady")
        {
            // The order itself says what became of it.
            Log.FinalizeUnclear(logger, exception.Message);
            await deadline.PauseAsync(1, exception.RetryAfter);
        }
    }

    private async Task<CertificatePem> DownloadAsync(Placed placed, OrderMessage current)
    {
        deadline.WaitingFor = $"the certificate for {names}";
        var url = current.Certificate ?? throw client.BadAnswer($"{client.Issuer} calls {_what} valid and gives no certificate.");
        using var chain = await download.DownloadAsync(signer, url, names, placed.Key, deadline.Token);
        return new CertificatePem(chain.ToPem(), placed.Key.ToPem());
    }

    private async Task<AcmeException> FailureAsync(OrderMessage current)
    {
        if (await authorizer.FindFailureAsync(signer, current.Authorizations, deadline.Token) is { } failure)
        {
            return failure;
        }

        var problem = current.Error?.ToProblem();
        var cause = problem is null ? $"it is {current.Status.ToString().ToLowerInvariant()}, without a reason" : ErrorAnswer.Say(problem);
        return new AcmeException(AcmeFailure.Refused, $"{client.Issuer} gave up {_what}: {cause}.") { Problem = problem };
    }

    private string? Profile(DirectoryMessage directory)
    {
        if (order.Profile is null || directory.Meta?.Profiles is { } profiles && profiles.ContainsKey(order.Profile))
        {
            return order.Profile;
        }

        // A certificate of the default kind is better than none.
        Log.NoSuchProfile(logger, client.Issuer, order.Profile, string.Join(", ", directory.Meta?.Profiles?.Keys ?? []));
        return null;
    }

    private sealed record Placed(Uri Url, OrderMessage Order, SigningKey Key);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Goes on with {Url}, {What} that was under way.")]
        public static partial void Resumed(ILogger logger, Uri url, string what);

        [LoggerMessage(LogLevel.Information, "The order {Url} that was under way is gone: {Reason}")]
        public static partial void NotResumed(ILogger logger, Uri url, string reason);

        [LoggerMessage(LogLevel.Information, "{Reason} The certificate is ordered without saying which one it replaces.")]
        public static partial void NotReplacing(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Debug, "{Reason} The order is looked at instead.")]
        public static partial void FinalizeUnclear(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "{Issuer} has no profile '{Profile}' (it has: {Profiles}); the certificate is ordered without one.")]
        public static partial void NoSuchProfile(ILogger logger, string issuer, string profile, string profiles);
    }
}

using System.Buffers.Text;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme.Protocol.Messages;
using Wasper.Gateway.Acme.Protocol.Signing;
using Wasper.Gateway.Acme.Protocol.Transport;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>A certificate authority that speaks ACME (RFC 8555). One per directory, for the life of the gateway; its methods may run at the same time.</summary>
internal sealed class AcmeIssuer : ICertificateIssuer, IDisposable
{
    /// <summary>RFC 9773, section 4.3.2: a client sets itself limits where the server's are unreasonable.</summary>
    private static readonly TimeSpan _soonestRenewalInfo = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _latestRenewalInfo = TimeSpan.FromDays(1);

    private readonly AcmeIssuerSettings _settings;
    private readonly IIssuerStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AcmeClient _client;
    private readonly AcmeAccounts _accounts;
    private readonly Authorizer _authorizer;
    private readonly ChainDownload _download;

    /// <summary>Throws <see cref="ArgumentException"/> where the directory is not https.</summary>
    public AcmeIssuer(AcmeIssuerSettings settings, IIssuerStore store, IChallengePublisher publisher, TimeProvider time, ILogger<AcmeIssuer> logger)
    {
        _settings = settings;
        _store = store;
        _time = time;
        _logger = logger;
        _client = new AcmeClient(settings, time);
        _accounts = new AcmeAccounts(_client, settings, store);
        _authorizer = new Authorizer(_client, publisher, settings, time, logger);
        _download = new ChainDownload(_client, settings, time, logger);
    }

    public string Name => _settings.Name;

    public async Task<CertificatePem> OrderAsync(CertificateOrder order, CancellationToken cancellationToken)
    {
        if (!OrderNames.TryCreate(order.Names, out var names, out var failure))
        {
            throw new AcmeException(AcmeFailure.Refused, failure + ".");
        }

        using var deadline = new Deadline(_settings, _time, cancellationToken);
        try
        {
            return await WithAccountAsync(
                signer => new OrderRun(_client, _authorizer, _download, _store, _logger, signer, names, order, deadline).CompleteAsync(), deadline.Token);
        }
        catch (OperationCanceledException exception) when (deadline.IsOver)
        {
            throw deadline.ToException(exception);
        }
    }

    public async Task<RenewalInfo?> GetRenewalInfoAsync(X509Certificate2 leaf, CancellationToken cancellationToken)
    {
        const string What = "renewal information";
        var directory = await _client.GetDirectoryAsync(cancellationToken);
        if (directory.RenewalInfo is null || AriCertificateId.Of(leaf) is not { } id)
        {
            return null;
        }

        // RFC 9773, section 4.1: appended to the URL of the directory.
        var url = new Uri($"{directory.RenewalInfo.OriginalString.TrimEnd('/')}/{id}");
        AcmeAnswer answer;
        try
        {
            answer = await _client.GetAsync(url, What, cancellationToken);
        }
        catch (AcmeException exception) when (exception.Problem?.Status is 404)
        {
            return null;
        }

        var info = _client.Read(answer, AcmeJson.Default.RenewalInfoMessage, What);
        if (info.SuggestedWindow.End <= info.SuggestedWindow.Start)
        {
            throw _client.BadAnswer($"{Name} suggests to renew between {info.SuggestedWindow.Start:u} and {info.SuggestedWindow.End:u}: that is no time.");
        }

        return new RenewalInfo(info.SuggestedWindow.Start, info.SuggestedWindow.End, Limit(answer.RetryAfter), Page(info.ExplanationUrl));
    }

    public async Task RevokeAsync(CertificatePem certificate, X509RevocationReason reason, CancellationToken cancellationToken)
    {
        using var leaf = certificate.Load();
        var isReadable = SigningKey.TryRead(certificate.Key, out var key);
        using (key)
        {
            if (isReadable && reason is X509RevocationReason.KeyCompromise)
            {
                // Only the key itself proves that it is known to others; an issuer then refuses it for ever.
                await RevokeAsync(new Signer(key!), leaf, reason, cancellationToken);
                return;
            }

            try
            {
                await WithAccountAsync(
                    async signer =>
                    {
                        await RevokeAsync(signer, leaf, reason, cancellationToken);
                        return true;
                    },
                    cancellationToken);
            }
            catch (AcmeException exception) when (isReadable && exception.Failure is AcmeFailure.Refused)
            {
                // The certificate may be another account's: its key is as good.
                await RevokeAsync(new Signer(key!), leaf, reason, cancellationToken);
            }
        }
    }

    public Task ChangeAccountKeyAsync(CancellationToken cancellationToken) => _accounts.ChangeKeyAsync(cancellationToken);

    public void Dispose()
    {
        _client.Dispose();
        _accounts.Dispose();
    }

    private async Task RevokeAsync(Signer signer, X509Certificate2 leaf, X509RevocationReason reason, CancellationToken cancellationToken)
    {
        var url = (await _client.GetDirectoryAsync(cancellationToken)).RevokeCert;
        var message = new RevocationMessage(Base64Url.EncodeToString(leaf.RawData), (int)reason);
        try
        {
            await _client.PostAsync(signer, url, message, AcmeJson.Default.RevocationMessage, "the revocation of a certificate", cancellationToken);
        }
        catch (AcmeException exception) when (exception.Problem?.ShortType is "alreadyRevoked")
        {
            // As it should be.
        }
    }

    /// <summary>Does <paramref name="work"/> with the account; and once more with a new one where the issuer has forgotten it, as staging servers do.</summary>
    private async Task<T> WithAccountAsync<T>(Func<Signer, Task<T>> work, CancellationToken cancellationToken)
    {
        var signer = await _accounts.GetAsync(cancellationToken);
        try
        {
            return await work(signer);
        }
        catch (AcmeException exception) when (AcmeAccounts.IsUnknownAccount(exception))
        {
            await _accounts.ForgetAsync(signer, cancellationToken);
            return await work(await _accounts.GetAsync(cancellationToken));
        }
    }

    private static TimeSpan? Limit(TimeSpan? wait) =>
        wait is null ? null : wait < _soonestRenewalInfo ? _soonestRenewalInfo : wait > _latestRenewalInfo ? _latestRenewalInfo : wait;

    private static Uri? Page(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? uri : null;
}

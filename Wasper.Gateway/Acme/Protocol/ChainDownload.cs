using Wasper.Gateway.Acme.Protocol.Signing;
using Wasper.Gateway.Acme.Protocol.Transport;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>Fetches an issued certificate, by the chain that is preferred where the issuer has it, and looks at what it got (RFC 8555, section 7.4.2).</summary>
internal sealed partial class ChainDownload(AcmeClient client, AcmeIssuerSettings settings, TimeProvider time, ILogger logger)
{
    private const string What = "the certificate";

    public async Task<IssuedChain> DownloadAsync(Signer signer, Uri url, OrderNames names, SigningKey key, CancellationToken cancellationToken)
    {
        var answer = await FetchAsync(signer, url, cancellationToken);
        var first = Open(answer, names, key);
        if (settings.PreferredChain is not { } preferred || first.TopIssuer == preferred)
        {
            return first;
        }

        var seen = new List<string> { first.TopIssuer };
        foreach (var alternate in answer.Alternates)
        {
            try
            {
                var chain = Open(await FetchAsync(signer, alternate, cancellationToken), names, key);
                if (chain.TopIssuer == preferred)
                {
                    first.Dispose();
                    return chain;
                }

                seen.Add(chain.TopIssuer);
                chain.Dispose();
            }
            catch (AcmeException exception)
            {
                // The certificate is at hand; only a nicer chain is not.
                Log.AlternateFailed(logger, exception.Message);
            }
        }

        Log.NoSuchChain(logger, client.Issuer, preferred, string.Join(", ", seen));
        return first;
    }

    private Task<AcmeAnswer> FetchAsync(Signer signer, Uri url, CancellationToken cancellationToken) =>
        client.FetchAsync(signer, url, What, cancellationToken, AcmeClient.PemChain);

    private IssuedChain Open(AcmeAnswer answer, OrderNames names, SigningKey key)
    {
        if (answer.MediaType is not AcmeClient.PemChain)
        {
            throw client.BadAnswer($"{client.Issuer} sent {What} as '{answer.MediaType}', not {AcmeClient.PemChain}.");
        }

        if (!IssuedChain.TryParse(answer.Body, out var chain, out var fault))
        {
            throw client.BadAnswer($"{client.Issuer} sent a certificate for {names} that {fault}.");
        }

        if (chain.FindFault(names, key, time.GetUtcNow()) is { } wrong)
        {
            chain.Dispose();
            throw client.BadAnswer($"{client.Issuer} sent a certificate for {names} that {wrong}.");
        }

        return chain;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Reason} The other chains of the certificate are used instead.")]
        public static partial void AlternateFailed(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "{Issuer} has no chain that leads to '{Preferred}', only to {Seen}: its default chain is used.")]
        public static partial void NoSuchChain(ILogger logger, string issuer, string preferred, string seen);
    }
}

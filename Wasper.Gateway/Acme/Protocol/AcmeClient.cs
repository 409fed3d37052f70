using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Wasper.Gateway.Acme.Protocol.Messages;
using Wasper.Gateway.Acme.Protocol.Signing;
using Wasper.Gateway.Acme.Protocol.Transport;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>Requests to one issuer: directory, nonces, signatures, errors (RFC 8555, sections 6 and 7.1). Knows nothing of orders.</summary>
internal sealed class AcmeClient : IDisposable
{
    public const string PemChain = "application/pem-certificate-chain";

    /// <summary>Where half of all good nonces are refused, 1 request in 30,000 fails all of these.</summary>
    private const int NonceTries = 15;

    /// <summary>How often to ask for what can be asked for again.</summary>
    private const int Tries = 3;

    /// <summary>A longer wait than this is up to whoever wants the answer.</summary>
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan _directoryLifetime = TimeSpan.FromHours(1);

    private static readonly MediaTypeHeaderValue _joseJson = new("application/jose+json");

    private readonly AcmeIssuerSettings _settings;
    private readonly TimeProvider _time;
    private readonly AcmeTransport _transport;
    private readonly NoncePool _nonces;
    private (DirectoryMessage Directory, long Since)? _directory;

    public AcmeClient(AcmeIssuerSettings settings, TimeProvider time)
    {
        if (!AcmeTransport.IsAllowed(settings.Directory))
        {
            throw new ArgumentException($"{settings.Directory} is not an https address.", nameof(settings));
        }

        _settings = settings;
        _time = time;
        _transport = new AcmeTransport(settings, time);
        _nonces = new NoncePool(time);
    }

    public string Issuer => _settings.Name;

    /// <summary>Asked for once an hour, and again after a failure: an issuer may move.</summary>
    public async Task<DirectoryMessage> GetDirectoryAsync(CancellationToken cancellationToken)
    {
        if (_directory is { } known && _time.GetElapsedTime(known.Since) < _directoryLifetime)
        {
            return known.Directory;
        }

        const string What = "its directory";
        var answer = await GetAsync(_settings.Directory, What, cancellationToken);
        var directory = Read(answer, AcmeJson.Default.DirectoryMessage, What);
        _directory = (directory, _time.GetTimestamp());
        return directory;
    }

    /// <summary>An unsigned request: the directory and renewal information.</summary>
    public Task<AcmeAnswer> GetAsync(Uri uri, string what, CancellationToken cancellationToken) => RepeatAsync(
        async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(AcmeAnswer.Json));
            return Checked(await _transport.SendAsync(request, what, cancellationToken), uri, what);
        },
        cancellationToken);

    /// <summary>POST-as-GET (RFC 8555, section 6.3).</summary>
    public Task<AcmeAnswer> FetchAsync(Signer signer, Uri uri, string what, CancellationToken cancellationToken, string accept = AcmeAnswer.Json) =>
        RepeatAsync(() => PostAsync(signer, uri, [], what, cancellationToken, accept), cancellationToken);

    /// <inheritdoc cref="FetchAsync(Signer, Uri, string, CancellationToken, string)"/>
    public async Task<T> FetchAsync<T>(Signer signer, Uri uri, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken) =>
        Read(await FetchAsync(signer, uri, what, cancellationToken), type, what);

    /// <summary>A signed request that says something. Not repeated but for its nonce: the issuer may have heard what it did not answer.</summary>
    public Task<AcmeAnswer> PostAsync<T>(Signer signer, Uri uri, T payload, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken) =>
        PostAsync(signer, uri, JsonSerializer.SerializeToUtf8Bytes(payload, type), what, cancellationToken);

    /// <inheritdoc cref="PostAsync{T}(Signer, Uri, T, JsonTypeInfo{T}, string, CancellationToken)"/>
    /// <param name="payload">JSON, or nothing for POST-as-GET.</param>
    public async Task<AcmeAnswer> PostAsync(
        Signer signer, Uri uri, byte[] payload, string what, CancellationToken cancellationToken, string accept = AcmeAnswer.Json)
    {
        var nonce = _nonces.Take() ?? await FetchNonceAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var answer = await SendAsync(Jws.Sign(signer, uri, nonce, payload), uri, what, accept, cancellationToken);
            if (answer.IsSuccess || attempt >= NonceTries || answer.ReadProblem()?.ShortType is not "badNonce")
            {
                _nonces.Add(answer.Nonce);
                return Checked(answer, uri, what);
            }

            // RFC 8555, section 6.5: with the nonce that came with the error.
            _nonces.Clear();
            nonce = answer.Nonce ?? await FetchNonceAsync(cancellationToken);
        }
    }

    /// <summary>The JSON of an answer.</summary>
    public T Read<T>(AcmeAnswer answer, JsonTypeInfo<T> type, string what)
    {
        try
        {
            return answer.Read(type);
        }
        catch (JsonException exception)
        {
            throw BadAnswer($"{Issuer} sent something else than {what}: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    public AcmeException BadAnswer(string message, Exception? innerException = null)
    {
        _directory = null;
        return new AcmeException(AcmeFailure.BadAnswer, message, innerException);
    }

    public void Dispose() => _transport.Dispose();

    private async Task<string> FetchNonceAsync(CancellationToken cancellationToken)
    {
        const string What = "a nonce";
        var uri = (await GetDirectoryAsync(cancellationToken)).NewNonce;
        var answer = await RepeatAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Head, uri);
                return Checked(await _transport.SendAsync(request, What, cancellationToken), uri, What);
            },
            cancellationToken);
        return answer.Nonce ?? throw BadAnswer($"{Issuer} gave no nonce at {uri}.");
    }

    private async Task<AcmeAnswer> SendAsync(JwsMessage message, Uri uri, string what, string accept, CancellationToken cancellationToken)
    {
        using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message, AcmeJson.Default.JwsMessage));
        body.Headers.ContentType = _joseJson;
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = body };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return await _transport.SendAsync(request, what, cancellationToken);
    }

    private AcmeAnswer Checked(AcmeAnswer answer, Uri uri, string what)
    {
        if (answer.IsSuccess)
        {
            return answer;
        }

        _directory = null;
        throw ErrorAnswer.ToException(Issuer, answer, uri, what);
    }

    private async Task<AcmeAnswer> RepeatAsync(Func<Task<AcmeAnswer>> ask, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                return await ask();
            }
            catch (AcmeException exception) when (exception.Failure is AcmeFailure.Unavailable && attempt < Tries)
            {
                pause = exception.RetryAfter ?? _settings.PollInterval * attempt;
                if (pause > _longestPause)
                {
                    throw;
                }
            }

            await Task.Delay(pause, _time, cancellationToken);
        }
    }
}

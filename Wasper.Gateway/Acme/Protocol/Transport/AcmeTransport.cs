using System.Net.Http.Headers;
using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;

namespace Wasper.Gateway.Acme.Protocol.Transport;

/// <summary>HTTP to one issuer: who we are, whom we trust, how long and how much we take. Knows nothing of signatures.</summary>
internal sealed class AcmeTransport : IDisposable
{
    /// <summary>A chain is some 5 KB, an order of 100 names some 15 KB.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>Long enough for a poll, short enough to follow the issuer's DNS.</summary>
    private static readonly TimeSpan _connectionLifetime = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>RFC 8555, section 6.1: a client must send one, with its name and version.</summary>
    private static readonly string _userAgent =
        $"Wasper.Gateway/{typeof(AcmeTransport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "1"} ({RuntimeInformation.FrameworkDescription})";

    private readonly AcmeIssuerSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public AcmeTransport(AcmeIssuerSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            // A redirected POST would have a signature for another address; a moved directory is for the operator to write down.
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = _connectTimeout,
            PooledConnectionLifetime = _connectionLifetime,
        };
        if (settings.TrustedRoots.Count > 0)
        {
            handler.SslOptions = Trust(settings.TrustedRoots);
        }

        _client = new HttpClient(handler) { MaxResponseContentBufferSize = MaxAnswerBytes, Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", _userAgent);
        _client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
    }

    /// <summary>Sends and reads. An answer of any status is one; no answer is an <see cref="AcmeException"/>.</summary>
    /// <param name="what">What is asked for, as in "does not answer when asked for …".</param>
    public async Task<AcmeAnswer> SendAsync(HttpRequestMessage request, string what, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        if (!IsAllowed(uri))
        {
            throw new AcmeException(AcmeFailure.BadAnswer, $"{_settings.Name} names {uri.OriginalString} for {what}: that is not an https address.");
        }

        using var limit = new CancellationTokenSource(_settings.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, either.Token);
            return new AcmeAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(either.Token))
            {
                Nonce = AcmeHeaders.Nonce(response),
                Location = AcmeHeaders.Location(response, uri),
                RetryAfter = AcmeHeaders.RetryAfter(response, _time.GetUtcNow()),
                Alternates = AcmeHeaders.Alternates(response, uri),
            };
        }
        catch (HttpRequestException exception)
        {
            throw NoAnswer(uri, what, Cause(exception), exception);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw NoAnswer(uri, what, $"no answer within {_settings.RequestTimeout.TotalSeconds:0} s", exception);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>RFC 8555, section 6.1: https. Only an issuer on this machine, for tests, may do without.</summary>
    public static bool IsAllowed(Uri uri) => uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static SslClientAuthenticationOptions Trust(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }

    private static string Cause(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name cannot be resolved",
        HttpRequestError.SecureConnectionError => $"no secure connection: {exception.InnerException?.Message ?? exception.Message}",
        HttpRequestError.ConfigurationLimitExceeded => $"its answer is longer than {MaxAnswerBytes / 1024} KB",
        _ => exception.InnerException?.Message ?? exception.Message,
    };

    private AcmeException NoAnswer(Uri uri, string what, string cause, Exception exception) =>
        new(AcmeFailure.Unavailable, $"{_settings.Name} does not answer at {uri.Authority} when asked for {what}: {cause.TrimEnd('.')}.", exception);
}

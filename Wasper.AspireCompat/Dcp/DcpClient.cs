using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Dcp.Objects;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// DCP's API over one HTTP/2 connection. It is Kubernetes' style of API, but six verbs on a handful of kinds is all that is used of it: the general client
/// library would bring some hundred types per kind and reflection-based JSON into a start that has to be short.
/// </summary>
internal sealed class DcpClient : IDisposable
{
    private const string GroupVersion = "usvc-dev.developer.microsoft.com/v1";

    /// <summary>How long a request that may be repeated is, while DCP does not answer at all.</summary>
    private static readonly TimeSpan _retryLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _requestLimit = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;

    /// <param name="server">The API's address.</param>
    /// <param name="token">The bearer token it expects.</param>
    /// <param name="certificate">The only certificate that is accepted: the one DCP was started with.</param>
    public DcpClient(Uri server, string token, X509Certificate2 certificate)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, presented, _, _) =>
                    presented is not null && presented.GetRawCertData().AsSpan().SequenceEqual(certificate.RawDataMemory.Span),
            },
        };

        _http = new HttpClient(handler)
        {
            BaseAddress = server,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            // Watches and followed logs have no end: each request sets its own limit.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("wasper", null));
    }

    /// <summary>Creates the object. A name that is taken is a <see cref="DcpException"/> with the status Conflict.</summary>
    public async Task<T> CreateAsync<T>(T item, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var complete = item with { ApiVersion = GroupVersion, Kind = T.ObjectKind.Name };
        var body = JsonSerializer.SerializeToUtf8Bytes(complete, DcpJson.Of<T>());
        return await SendAsync<T>(HttpMethod.Post, CollectionPath<T>(), body, "application/json", repeat: false, cancellationToken)
            ?? throw new DcpException($"DCP did not answer the creation of {Describe<T>(item.Metadata.Name)} with the object.");
    }

    /// <summary>Returns the object, or null where there is none of that name.</summary>
    public Task<T?> GetAsync<T>(string name, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind =>
        SendAsync<T>(HttpMethod.Get, ItemPath<T>(name), body: null, mediaType: null, repeat: true, cancellationToken);

    public async Task<IReadOnlyList<T>> ListAsync<T>(CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var list = await SendAsync<DcpList<T>>(HttpMethod.Get, CollectionPath<T>(), body: null, mediaType: null, repeat: true, cancellationToken);
        return list?.Items ?? [];
    }

    /// <summary>Merges <paramref name="patch"/> (RFC 7396) into the object and returns it, or null where there is none of that name.</summary>
    public Task<T?> PatchAsync<T>(string name, JsonObject patch, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind =>
        SendAsync<T>(HttpMethod.Patch, ItemPath<T>(name), Utf8(patch), "application/merge-patch+json", repeat: true, cancellationToken);

    /// <summary>Lets an object start that was created with <c>start: false</c>.</summary>
    public Task<T?> StartAsync<T>(string name, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind =>
        PatchAsync<T>(name, new JsonObject { ["spec"] = new JsonObject { ["start"] = true } }, cancellationToken);

    /// <summary>Asks for the end of what the object stands for; the object and its log remain. The status tells when it has ended.</summary>
    public Task<T?> StopAsync<T>(string name, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind =>
        PatchAsync<T>(name, new JsonObject { ["spec"] = new JsonObject { ["stop"] = true } }, cancellationToken);

    /// <summary>Asks for the deletion of the object. Returns at once: it goes away when what it stands for has ended. False where there is none of that name.</summary>
    public async Task<bool> DeleteAsync<T>(string name, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        using var response = await SendAsync(HttpMethod.Delete, ItemPath<T>(name), body: null, mediaType: null, repeat: true, cancellationToken);
        return response.StatusCode != HttpStatusCode.NotFound;
    }

    /// <summary>Reads or, with a body, changes the document that ends DCP.</summary>
    public async Task<DcpExecution> ExecutionAsync(DcpExecution? change, CancellationToken cancellationToken)
    {
        var body = change is null ? null : JsonSerializer.SerializeToUtf8Bytes(change, DcpJson.Default.DcpExecution);
        return await SendAsync<DcpExecution>(change is null ? HttpMethod.Get : HttpMethod.Patch, "admin/execution", body, "application/merge-patch+json", repeat: true, cancellationToken)
            ?? throw new DcpException("This version of DCP has no admin/execution document; use the one of Aspire 13.5.");
    }

    /// <summary>
    /// The lines DCP sends on one watch connection, until it closes. Every existing object comes first as <c>ADDED</c>.
    /// <see cref="DcpWatch"/> makes a lasting watch of it.
    /// </summary>
    internal async IAsyncEnumerable<DcpFrame> ReadFramesAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        using var response = await OpenAsync($"{CollectionPath<T>()}?watch=true", cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var frame in JsonSerializer.DeserializeAsyncEnumerable(stream, DcpJson.Default.DcpFrame, topLevelValues: true, cancellationToken))
        {
            if (frame is not null)
            {
                yield return frame;
            }
        }
    }

    /// <summary>Opens one log of one object; null where there is no such object. <see cref="DcpLogStream"/> makes lines of it.</summary>
    internal async Task<Stream?> OpenLogAsync<T>(string name, string source, bool follow, long skip, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var path = $"{ItemPath<T>(name)}/log?source={source}&follow={(follow ? "true" : "false")}&timestamps=true";
        try
        {
            var response = await OpenAsync(skip > 0 ? $"{path}&skip={skip}" : path, cancellationToken);
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch (DcpException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        // The limit covers the answer's head only; the body of a watch or a followed log may take for ever.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_requestLimit);
        var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusedAsync(HttpMethod.Get, path, response, cancellationToken);
        }
    }

    private async Task<TResult?> SendAsync<TResult>(
        HttpMethod method, string path, byte[]? body, string? mediaType, bool repeat, CancellationToken cancellationToken)
        where TResult : class
    {
        using var response = await SendAsync(method, path, body, mediaType, repeat, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync(stream, DcpJson.Of<TResult>(), cancellationToken);
    }

    /// <summary>Sends, and repeats while DCP cannot be reached if that is harmless. Not found is left to the caller.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, byte[]? body, string? mediaType, bool repeat, CancellationToken cancellationToken)
    {
        var backoff = new DcpBackoff(_retryLimit);
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(_requestLimit);
            using var request = new HttpRequestMessage(method, path)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            };
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType!);
            }

            try
            {
                var response = await _http.SendAsync(request, limit.Token);
                if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound)
                {
                    return response;
                }

                using (response)
                {
                    if (!(repeat && response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable) || !await backoff.WaitAsync(cancellationToken))
                    {
                        throw await RefusedAsync(method, path, response, cancellationToken);
                    }
                }
            }
            catch (HttpRequestException e)
            {
                // A connection that was refused was not used: even a creation may be repeated then.
                if (!(repeat || e.HttpRequestError == HttpRequestError.ConnectionError) || !await backoff.WaitAsync(cancellationToken))
                {
                    throw new DcpException($"DCP cannot be reached at {_http.BaseAddress} ({e.Message}); it has ended or is overloaded.", e);
                }
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new DcpException($"DCP did not answer {method} {path} within {_requestLimit.TotalSeconds:0} s.", e);
            }
        }
    }

    private static async Task<DcpException> RefusedAsync(HttpMethod method, string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            text = JsonSerializer.Deserialize(text, DcpJson.Default.DcpApiStatus)?.Message ?? text;
        }
        catch (JsonException)
        {
            // Not every refusal is JSON; the text says as much.
        }

        return new DcpException($"DCP refused {method} {path} with {(int)response.StatusCode}: {text.Trim()}", response.StatusCode);
    }

    private static byte[] Utf8(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static string CollectionPath<T>()
        where T : IDcpKind => $"apis/{GroupVersion}/{T.ObjectKind.Plural}";

    private static string ItemPath<T>(string name)
        where T : IDcpKind => $"{CollectionPath<T>()}/{Uri.EscapeDataString(name)}";

    private static string Describe<T>(string name)
        where T : IDcpKind => $"{T.ObjectKind.Name} '{name}'";
}

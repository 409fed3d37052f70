using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using OpenTelemetry;

namespace Wasper.Gateway.Proxy;

/// <summary>Asks the app for its index page, as a visitor would who has never been there.</summary>
internal sealed class AppPageClient(Uri upstream, UpstreamClient client, TimeProvider time)
{
    /// <summary>Activepieces' page has 3 KB; one of this size is not a page that names its scripts, and is not worth keeping in memory.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private readonly Uri _address = new(upstream, "/");

    /// <summary>The page. Throws <see cref="HttpRequestException"/> or <see cref="IOException"/> with a reason where there is none to be had,
    /// <see cref="TimeoutException"/> where it takes longer than 10 s.</summary>
    public async Task<AppPageVersion> GetAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);

        // A look once a minute is nothing that anybody wants to find among the traces.
        using var untraced = SuppressInstrumentationScope.Begin();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _address);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
            using var response = await client.SendAsync(request, linked.Token);
            return await ReadAsync(response, linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The app did not deliver its page within {_timeout.TotalSeconds} s.");
        }
    }

    private static async Task<AppPageVersion> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode is not HttpStatusCode.OK || type != "text/html")
        {
            throw new HttpRequestException($"The app answered {(int)response.StatusCode} with {type ?? "no type"} in place of its page.");
        }

        var html = await ReadBoundedAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
        return new AppPageVersion(Convert.ToHexStringLower(SHA256.HashData(html.Span)), html, PageValidator.Of(response));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBoundedAsync(Stream body, CancellationToken cancellationToken)
    {
        var page = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (page.Length + read > MaxBytes)
            {
                throw new HttpRequestException($"The app's page is larger than {MaxBytes / 1024} KB.");
            }

            page.Write(buffer, 0, read);
        }

        return page.ToArray();
    }
}

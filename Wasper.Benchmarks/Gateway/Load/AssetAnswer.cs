using System.Net;

namespace Wasper.Benchmarks.Gateway.Load;

/// <summary>What a client gets for an asset.</summary>
/// <param name="Coding">The content coding; empty for none.</param>
/// <param name="Bytes">Of the body as it is sent.</param>
/// <param name="IsReady">Whether the length was known beforehand: what is compressed on its way has none.</param>
internal sealed record AssetAnswer(string Coding, long Bytes, bool IsReady)
{
    /// <param name="acceptedCodings">The request's <c>Accept-Encoding</c>; null to send none.</param>
    public static async Task<AssetAnswer> FetchAsync(
        RunningServer server, Certificate certificate, string path, string? acceptedCodings, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None };
        handler.SslOptions.RemoteCertificateValidationCallback = certificate.IsShown;
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://localhost:{server.Port}{path}");
        if (acceptedCodings is not null)
        {
            request.Headers.Add("Accept-Encoding", acceptedCodings);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var isReady = response.Content.Headers.ContentLength is not null;
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.StatusCode is HttpStatusCode.OK
            ? new AssetAnswer(string.Join(", ", response.Content.Headers.ContentEncoding), body.Length, isReady)
            : throw new InvalidOperationException($"{server.Name} answers {path} with {(int)response.StatusCode}.");
    }
}

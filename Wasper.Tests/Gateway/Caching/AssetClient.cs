using System.Diagnostics;
using System.Text;

namespace Wasper.Tests.Gateway.Caching;

/// <summary>A browser's view of cached assets.</summary>
internal static class AssetClient
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> GetAssetAsync(
        this GatewayUnderTest gateway, string accept = "identity", Action<HttpRequestMessage>? change = null, string path = AssetUpstream.Path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Accept-Encoding", accept);
        change?.Invoke(request);
        return await gateway.Client.SendAsync(request, Cancelled).WaitAsync(_limit, Cancelled);
    }

    /// <summary>Asks until the answer has the coding, as the background gets there.</summary>
    public static async Task<HttpResponseMessage> GetCodedAsync(this GatewayUnderTest gateway, string coding, string path = AssetUpstream.Path)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            // Only what comes from memory has a strong tag of its own for the coding.
            var response = await gateway.GetAssetAsync(coding, path: path);
            if (response.Headers.ETag is { IsWeak: false } && response.Content.Headers.ContentEncoding.Contains(coding))
            {
                return response;
            }

            response.Dispose();
            Assert.True(Stopwatch.GetElapsedTime(started) < _limit, $"There is no {coding} form after {_limit}.");
            await Task.Delay(20, Cancelled);
        }
    }

    public static bool IsFromCache(this HttpResponseMessage response) => response.Headers.Age is not null;

    /// <summary>The body as text, decoded.</summary>
    public static async Task<string> ReadAsync(this HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync(Cancelled);
        return Encoding.UTF8.GetString(response.Content.Headers.ContentEncoding.SingleOrDefault() is { } coding ? BodyEncoderTests.Decode(coding, body) : body);
    }
}

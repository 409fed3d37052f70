using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Gateway.Webhooks.Replay;

/// <summary>Makes a stored delivery a request again, so that it takes the same way to the app as one that comes from outside.</summary>
internal static class ReplayContext
{
    /// <summary>What only concerned the connection to the sender.</summary>
    private static readonly string[] _framing = ["Transfer-Encoding", "Content-Length", "Expect"];

    public static DefaultHttpContext Create(StoredRequest stored, DateTimeOffset received)
    {
        var head = stored.Head;
        var path = head.Target.Split('?', 2);
        var request = new HttpRequestFeature
        {
            Method = head.Method,
            Scheme = head.Scheme,
            Protocol = HttpProtocol.Http11,
            RawTarget = head.Target,
            Path = path[0],
            QueryString = path.Length > 1 ? $"?{path[1]}" : "",
            Body = stored.Body,
        };
        foreach (var (name, value) in head.Headers)
        {
            request.Headers.Append(name, value);
        }

        foreach (var name in _framing)
        {
            request.Headers.Remove(name);
        }

        if (head.HasBody)
        {
            request.Headers.ContentLength = stored.BodyLength;
        }

        request.Headers[WebhookStep.ReplayedHeader] = received.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

        var response = new ReplayResponse();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(head.HasBody));
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature
        {
            RemoteIpAddress = IPAddress.TryParse(head.Client, out var client) ? client : null,
        });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(response.BodyFeature);
        return new DefaultHttpContext(features);
    }

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}

using Microsoft.Net.Http.Headers;
using Wasper.Gateway.Proxy.Direct;

namespace Wasper.Gateway.Proxy;

/// <summary>The mark on a request that the app itself has not answered: the nginx in the app's container did, because Node behind it is not there.</summary>
internal sealed class InnerProxyAnswer
{
    private const int MaxBytes = 1024;

    private InnerProxyAnswer()
    {
    }

    public static InnerProxyAnswer Instance { get; } = new();

    /// <summary>Whether nginx made this answer up. Node's own errors are JSON, and what a flow answers carries its run's id.</summary>
    public static bool Is(HttpResponseMessage response) =>
        MayBe((int)response.StatusCode)
        && response.Content.Headers.ContentType is { MediaType: "text/html" }
        && response.Content.Headers.ContentLength is <= MaxBytes
        && response.Headers.TryGetValues("Server", out var servers)
        && servers.Any(server => server.StartsWith("nginx", StringComparison.Ordinal))
        && !response.Headers.Contains("X-Webhook-Id");

    /// <inheritdoc cref="Is(HttpResponseMessage)"/>
    public static bool Is(AnswerHead answer) =>
        MayBe(answer.Status)
        && MediaTypeHeaderValue.TryParse(answer.ValueOf(HeaderNames.ContentType), out var type)
        && type.MediaType == "text/html"
        && answer.ContentLength is <= MaxBytes
        && answer.ValueOf(HeaderNames.Server)?.StartsWith("nginx", StringComparison.Ordinal) == true
        && answer.ValueOf("X-Webhook-Id") is null;

    private static bool MayBe(int status) => status is StatusCodes.Status502BadGateway or StatusCodes.Status504GatewayTimeout;
}

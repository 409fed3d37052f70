using System.Text;
using Wasper.Gateway.Webhooks;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>Webhooks as senders send them, and what becomes of them.</summary>
internal static class Deliveries
{
    public const string Flow = "/api/v1/webhooks/Abc123";

    public static HttpRequestMessage Request(HttpMethod method, string target, byte[]? body)
    {
        var request = new HttpRequestMessage(method, new Uri(target, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/octet-stream") } };
        }

        return request;
    }

    public static async Task<HttpResponseMessage> PostAsync(GatewayUnderTest gateway, string target, string body, params (string Name, string Value)[] headers)
    {
        using var request = Request(HttpMethod.Post, target, Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static Task UntilAsync(GatewayUnderTest gateway, Func<SpoolCounts, bool> condition) =>
        Eventually.TrueAsync(() => Task.FromResult(condition(gateway.Service<Spool>().Counts)));
}

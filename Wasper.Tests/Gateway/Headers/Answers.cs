using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway.Headers;

/// <summary>Answers as the app gives them, and as they come out of the gateway.</summary>
internal static class Answers
{
    public const string Policy = "Content-Security-Policy";
    public const string ReportOnly = "Content-Security-Policy-Report-Only";

    public static Task Page(HttpContext context, string version, params (string Name, string Value)[] headers)
    {
        context.Response.Headers.ETag = $"\"{version}\"";
        return Answer(context, "text/html; charset=utf-8", $"<script>{version}</script>", headers);
    }

    public static Task Answer(HttpContext context, string type, params (string Name, string Value)[] headers) => Answer(context, type, "", headers);

    public static async Task<HttpResponseMessage> GetAsync(GatewayUnderTest gateway, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The value of a header that stands there once.</summary>
    public static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    public static IEnumerable<string> Names(HttpResponseMessage answer) => answer.Headers.Select(header => header.Key);

    private static Task Answer(HttpContext context, string type, string body, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }
}

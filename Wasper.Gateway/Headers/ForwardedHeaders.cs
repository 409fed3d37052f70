using System.Net.Http.Headers;

namespace Wasper.Gateway.Headers;

/// <summary>Tells the app who asks. What the client claims about itself is dropped: the app counts sign-in attempts by X-Real-IP,
/// so a client that could set it would choose its own bucket.</summary>
internal static class ForwardedHeaders
{
    /// <summary>What clients may not say.</summary>
    public static IReadOnlyList<string> Claims { get; } =
    [
        "Forwarded", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix",
        "X-Forwarded-Server", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP", "X-Cluster-Client-IP",

        // Programs that take headers into environment variables would read these as HTTP_PROXY (CVE-2016-5385) and as the two that the gateway sets.
        "Proxy", "X_Real_IP", "X_Forwarded_For",
    ];

    public static void Rebuild(HttpContext context, HttpRequestHeaders headers)
    {
        foreach (var claim in Claims)
        {
            headers.Remove(claim);
        }

        var remote = context.Connection.RemoteIpAddress;
        var client = (remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote)?.ToString();
        if (client is not null)
        {
            headers.TryAddWithoutValidation("X-Real-IP", client);
            headers.TryAddWithoutValidation("X-Forwarded-For", client);
        }

        headers.TryAddWithoutValidation("X-Forwarded-Proto", context.Request.Scheme);
        headers.TryAddWithoutValidation("X-Forwarded-Host", context.Request.Host.Value);
    }
}

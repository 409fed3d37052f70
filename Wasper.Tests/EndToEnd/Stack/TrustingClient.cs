namespace Wasper.Tests.EndToEnd.Stack;

internal static class TrustingClient
{
    /// <summary>A client that takes the certificate that the gateway made for itself, and shows redirects instead of following them.</summary>
    public static HttpClient Create(Uri address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" },
    })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
    };
}

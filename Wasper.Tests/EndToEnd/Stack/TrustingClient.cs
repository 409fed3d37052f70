using System.Security.Cryptography.X509Certificates;

namespace Wasper.Tests.EndToEnd.Stack;

internal static class TrustingClient
{
    /// <summary>A client that trusts the certificate that the gateway made and keeps in the data folder, and shows redirects instead of following them.</summary>
    public static HttpClient Create(Uri address, string dataPath)
    {
        using var trusted = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(dataPath, "certs", "cert.pem"));
        var fingerprint = trusted.GetCertHashString();
        return new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == fingerprint },
        })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }
}

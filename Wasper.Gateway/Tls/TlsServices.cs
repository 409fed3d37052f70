using Wasper.Gateway.Tls.Handshakes;

namespace Wasper.Gateway.Tls;

internal static class TlsServices
{
    /// <summary>Adds the certificate, what looks after it, and the handshakes that are answered with it.</summary>
    public static void AddTls(this IServiceCollection services)
    {
        services.AddSingleton<CertificateStore>();
        services.AddSingleton<CertificateMetrics>();
        services.AddHostedService<CertificateWatch>();
        services.AddSingleton<HandshakeMetrics>();
        services.AddSingleton<TlsEntrance>();
    }
}

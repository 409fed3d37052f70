namespace Wasper.Gateway.Tls.Sources;

/// <summary>The certificate an issuer gave, which <see cref="CertificateStore.Install"/> stores; where none is stored that can be used, a self-signed one that
/// lives in memory alone. So a self-signed one never takes the place of what is stored.</summary>
internal sealed partial class AcmeSource(
    CertificateFiles stored, WatchedFiles watched, OwnCertificates own, TimeProvider time, ILogger logger) : ICertificateSource
{
    public ServedCertificate Read(ServedCertificate? current)
    {
        if (current is null)
        {
            stored.Complete();
        }

        return Usable(watched.Read(current)) ?? StandIn(current);
    }

    private ServedCertificate? Usable(ServedCertificate? certificate) =>
        certificate is not null && (certificate.IsOwn ? own.IsFresh(certificate) : certificate.NotAfter > time.GetUtcNow()) ? certificate : null;

    private ServedCertificate StandIn(ServedCertificate? current)
    {
        if (current is { IsOwn: true } && own.IsFresh(current))
        {
            return current;
        }

        Log.StandsIn(logger);
        return ServedCertificate.Load(own.Create());
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A self-signed certificate is served until an issuer has given one.")]
        public static partial void StandsIn(ILogger logger);
    }
}

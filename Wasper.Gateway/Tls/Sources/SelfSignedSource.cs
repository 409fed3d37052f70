using System.Security.Cryptography;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Tls.Sources;

/// <summary>The certificate in <see cref="GatewayOptions.CertificateDirectory"/>: used again while it is good, made anew where it is not.</summary>
internal sealed partial class SelfSignedSource(CertificateFiles files, OwnCertificates own, TimeProvider time, ILogger logger) : ICertificateSource
{
    public ServedCertificate Read(ServedCertificate? current)
    {
        if (current is null)
        {
            files.Complete();
        }

        return Keep(current ?? Load()) ?? Make();
    }

    private ServedCertificate Make()
    {
        var pem = own.Create();
        files.Write(pem);
        Log.Made(logger, files.CertificatePath);
        return ServedCertificate.Load(pem);
    }

    private ServedCertificate? Load()
    {
        try
        {
            return files.Read() is { } pem ? ServedCertificate.Load(pem) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            Log.Unreadable(logger, files.CertificatePath, exception.Message);
            files.SetAside(time.GetUtcNow());
            return null;
        }
    }

    private ServedCertificate? Keep(ServedCertificate? certificate)
    {
        if (certificate is null || (certificate.IsOwn ? own.IsFresh(certificate) : certificate.NotAfter > time.GetUtcNow()))
        {
            return certificate;
        }

        if (!certificate.IsOwn)
        {
            Log.Expired(logger, files.CertificatePath, certificate.NotAfter);
            files.SetAside(time.GetUtcNow());
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Made a self-signed certificate: {Path}. Browsers warn about it once.")]
        public static partial void Made(ILogger logger, string path);

        [LoggerMessage(LogLevel.Warning, "The certificate {Path} expired on {NotAfter:u}; it is set aside and a self-signed one takes its place.")]
        public static partial void Expired(ILogger logger, string path, DateTimeOffset notAfter);

        [LoggerMessage(LogLevel.Warning, "The certificate {Path} cannot be read ({Reason}); it is set aside and a self-signed one takes its place.")]
        public static partial void Unreadable(ILogger logger, string path, string reason);
    }
}

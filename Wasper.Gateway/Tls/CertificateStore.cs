using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Tls;

/// <summary>The certificate in <see cref="GatewayOptions.CertificateDirectory"/>: used again while it is good, made anew where it is not.</summary>
internal sealed partial class CertificateStore
{
    /// <summary>A certificate of our own this close to its end is made anew at the next start: a gateway runs for weeks.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromDays(60);

    private readonly GatewayOptions _options;
    private readonly CertificateFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lazy<X509Certificate2> _certificate;

    public CertificateStore(GatewayOptions options, TimeProvider time, ILogger<CertificateStore> logger)
    {
        _options = options;
        _files = new CertificateFiles(options.CertificateDirectory);
        _time = time;
        _logger = logger;
        _certificate = new Lazy<X509Certificate2>(() => Load() ?? Make());
    }

    /// <summary>The stored certificate, or one made and stored the first time it is asked for. Throws <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> where the folder cannot be read or written.</summary>
    public X509Certificate2 Certificate => _certificate.Value;

    private X509Certificate2 Make()
    {
        var pem = SelfSignedCertificate.Create(_options.Domains, _time.GetUtcNow());
        _files.Write(pem);
        Log.Made(_logger, _files.CertificatePath);
        return pem.Load();
    }

    private X509Certificate2? Load()
    {
        X509Certificate2 certificate;
        try
        {
            if (_files.Read() is not { } pem)
            {
                return null;
            }

            certificate = pem.Load();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            Log.Unreadable(_logger, _files.CertificatePath, exception.Message);
            _files.SetAside(_time.GetUtcNow());
            return null;
        }

        if (IsGood(certificate))
        {
            return certificate;
        }

        certificate.Dispose();
        return null;
    }

    private bool IsGood(X509Certificate2 certificate)
    {
        var left = new DateTimeOffset(certificate.NotAfter) - _time.GetUtcNow();
        if (SelfSignedCertificate.IsOwn(certificate))
        {
            return left > _margin && _options.Domains.All(domain => certificate.MatchesHostname(domain));
        }

        if (left > TimeSpan.Zero)
        {
            return true;
        }

        Log.Expired(_logger, _files.CertificatePath, certificate.NotAfter.ToUniversalTime());
        _files.SetAside(_time.GetUtcNow());
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Made a self-signed certificate: {Path}. Browsers warn about it once.")]
        public static partial void Made(ILogger logger, string path);

        [LoggerMessage(LogLevel.Warning, "The certificate {Path} expired on {NotAfter:u}; it is set aside and a self-signed one takes its place.")]
        public static partial void Expired(ILogger logger, string path, DateTime notAfter);

        [LoggerMessage(LogLevel.Warning, "The certificate {Path} cannot be read ({Reason}); it is set aside and a self-signed one takes its place.")]
        public static partial void Unreadable(ILogger logger, string path, string reason);
    }
}

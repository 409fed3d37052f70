using System.Security.Cryptography;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Tls.Sources;

namespace Wasper.Gateway.Tls;

/// <summary>The certificate that handshakes are answered with. Another one takes its place between two handshakes: connections that are open do
/// not notice.</summary>
internal sealed partial class CertificateStore
{
    private readonly Lock _lock = new();
    private readonly CertificateSourceKind _kind;
    private readonly ICertificateSource _source;
    private readonly CertificateFiles _stored;
    private readonly ILogger _logger;
    private volatile ServedCertificate? _current;

    public CertificateStore(GatewayOptions options, TimeProvider time, ILogger<CertificateStore> logger)
    {
        _kind = options.Certificate.Source;
        _stored = new CertificateFiles(options.CertificateDirectory);
        _logger = logger;
        var files = new CertificateFiles(options.Certificate.CertificatePath, options.Certificate.KeyPath);
        var own = new OwnCertificates(options.Domains, time);
        _source = _kind switch
        {
            CertificateSourceKind.File => new FileSource(new WatchedFiles(files, logger), time),
            CertificateSourceKind.Acme => new AcmeSource(_stored, new WatchedFiles(_stored, logger), own, time, logger),
            _ => new SelfSignedSource(_stored, own, time, logger),
        };
    }

    /// <summary>Raised after another certificate has taken the place of the one before.</summary>
    public event Action<CertificateState>? Changed;

    /// <summary>The certificate in use, found or made the first time it is asked for. Throws <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> where that fails.</summary>
    public ServedCertificate Current => _current ?? Refresh();

    /// <summary>What clients see now.</summary>
    public CertificateState State => Current.State(_kind);

    /// <summary>Looks whether there is another certificate by now. Throws as <see cref="Current"/> does; the one in use then stays.</summary>
    public ServedCertificate Refresh()
    {
        ServedCertificate? before;
        ServedCertificate now;
        lock (_lock)
        {
            before = _current;
            now = _source.Read(before);
            _current = now;
        }

        if (before is not null && before != now)
        {
            Announce(now);
        }

        return now;
    }

    /// <summary>Stores a certificate that an issuer gave, with its key, and serves it from the next handshake on.</summary>
    /// <exception cref="CryptographicException">There is no certificate in <paramref name="pem"/>, or no key.</exception>
    /// <exception cref="ArgumentException">The key is another certificate's.</exception>
    /// <exception cref="IOException">It cannot be stored, and the one before stays; so too with <see cref="UnauthorizedAccessException"/>.</exception>
    public void Install(CertificatePem pem)
    {
        var certificate = ServedCertificate.Load(pem);
        lock (_lock)
        {
            // A gateway on the same folder may have been first.
            if (_stored.Read() != pem)
            {
                _stored.Write(pem);
            }

            _current = certificate;
        }

        Announce(certificate);
    }

    private void Announce(ServedCertificate certificate)
    {
        var state = certificate.State(_kind);
        Log.Changed(_logger, string.Join(", ", state.Names), state.Issuer, state.NotAfter);
        Changed?.Invoke(state);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The certificate for {Names}, by {Issuer}, good until {NotAfter:u}, is served from now on.")]
        public static partial void Changed(ILogger logger, string names, string issuer, DateTimeOffset notAfter);
    }
}

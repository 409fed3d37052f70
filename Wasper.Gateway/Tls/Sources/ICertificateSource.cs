namespace Wasper.Gateway.Tls.Sources;

/// <summary>Decides which certificate clients see.</summary>
internal interface ICertificateSource
{
    /// <summary>The certificate to serve now: <paramref name="current"/> itself while nothing has changed. Throws <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> where files cannot be read or written; the current one is then served on.</summary>
    ServedCertificate Read(ServedCertificate? current);
}

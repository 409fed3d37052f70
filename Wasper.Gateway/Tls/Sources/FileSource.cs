namespace Wasper.Gateway.Tls.Sources;

/// <summary>A certificate that somebody else keeps in two files: certbot, Kubernetes, a person.</summary>
internal sealed class FileSource(WatchedFiles files, TimeProvider time) : ICertificateSource
{
    public ServedCertificate Read(ServedCertificate? current)
    {
        var read = files.Read(current);
        return current switch
        {
            null => read ?? throw new IOException("The files hold no certificate with its key."),

            // One that has expired does not take the place of one that has not.
            _ when read is null || (read.NotAfter <= time.GetUtcNow() && current.NotAfter > read.NotAfter) => current,
            _ => read,
        };
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Tls;

/// <summary>The certificate in <see cref="GatewayOptions.CertificateDirectory"/>: used again while it is good, made anew where it is not.</summary>
internal sealed partial class CertificateStore(GatewayOptions options, TimeProvider time, ILogger<CertificateStore> logger)
{
    private string CertificatePath => Path.Combine(options.CertificateDirectory, "cert.pem");

    private string KeyPath => Path.Combine(options.CertificateDirectory, "key.pem");

    /// <summary>Loads the stored certificate, or makes and stores one. Throws <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> where the folder cannot be written.</summary>
    public X509Certificate2 LoadOrCreate()
    {
        var stored = Load();
        if (stored is not null)
        {
            return stored;
        }

        var pem = SelfSignedCertificate.Create(options.Domains, time.GetUtcNow());
        CreateDirectory();

        // The key first: a certificate without its key is what a crash in between would otherwise leave.
        WriteAtomically(KeyPath, pem.Key);
        WriteAtomically(CertificatePath, pem.Certificate);
        Log.Made(logger, CertificatePath);
        return FromPem(pem);
    }

    private X509Certificate2? Load()
    {
        if (!File.Exists(CertificatePath) || !File.Exists(KeyPath))
        {
            return null;
        }

        try
        {
            var certificate = FromPem(new CertificatePem(File.ReadAllText(CertificatePath), File.ReadAllText(KeyPath)));
            if (certificate.NotAfter > time.GetUtcNow().LocalDateTime)
            {
                return certificate;
            }

            Log.Expired(logger, CertificatePath, certificate.NotAfter);
            certificate.Dispose();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            Log.Unreadable(logger, CertificatePath, exception.Message);
        }

        return null;
    }

    private static X509Certificate2 FromPem(CertificatePem pem)
    {
        var certificate = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        // Windows' TLS cannot use a key that lives only in memory.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }

    private void CreateDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(options.CertificateDirectory);
        }
        else
        {
            Directory.CreateDirectory(options.CertificateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void WriteAtomically(string path, string text)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(temporary, file))
        {
            using (var writer = new StreamWriter(stream, leaveOpen: true))
            {
                writer.Write(text);
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Made a self-signed certificate: {Path}. Browsers warn about it once.")]
        public static partial void Made(ILogger logger, string path);

        [LoggerMessage(LogLevel.Warning, "The certificate {Path} expired on {NotAfter:u}; making a new one.")]
        public static partial void Expired(ILogger logger, string path, DateTime notAfter);

        [LoggerMessage(LogLevel.Warning, "The certificate {Path} cannot be read ({Reason}); making a new one.")]
        public static partial void Unreadable(ILogger logger, string path, string reason);
    }
}

using System.Security.Cryptography;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Tls;

/// <summary>The section <c>Gateway:Certificate</c>.</summary>
internal sealed record CertificateOptions
{
    private const string SelfSigned = "selfsigned";
    private const string File = "file";
    private const string Acme = "acme";
    private const string CertificateKey = "CertificatePath";
    private const string PrivateKey = "KeyPath";

    /// <summary>Where the certificate comes from.</summary>
    public required CertificateSourceKind Source { get; init; }

    /// <summary>The certificate and then its intermediates, PEM. <c>cert.pem</c> in <see cref="GatewayOptions.CertificateDirectory"/> where nothing
    /// else is set.</summary>
    public required string CertificatePath { get; init; }

    /// <summary>The private key, PEM. <c>key.pem</c> in the same folder where nothing else is set.</summary>
    public required string KeyPath { get; init; }

    public static CertificateOptions Read(SectionReader section, string directory)
    {
        var source = section.Choice("Source", SelfSigned, SelfSigned, File, Acme);
        var stored = new CertificateFiles(directory);
        var (certificate, key) = (section.Text(CertificateKey), section.Text(PrivateKey));
        var files = source == File && certificate is not null && key is not null
            ? new CertificateFiles(Path.GetFullPath(certificate), Path.GetFullPath(key))
            : stored;
        if (source != File)
        {
            RefuseWithoutFile(section, CertificateKey, certificate);
            RefuseWithoutFile(section, PrivateKey, key);
        }
        else if (certificate is null != key is null)
        {
            section.Fail(certificate is null ? CertificateKey : PrivateKey, null, "is not set beside its counterpart: name both files, or none");
        }
        else
        {
            CheckPair(section, files, isNamed: certificate is not null);
        }

        return new CertificateOptions
        {
            Source = source switch { File => CertificateSourceKind.File, Acme => CertificateSourceKind.Acme, _ => CertificateSourceKind.SelfSigned },
            CertificatePath = files.CertificatePath,
            KeyPath = files.KeyPath,
        };
    }

    private static void RefuseWithoutFile(SectionReader section, string key, string? value)
    {
        if (value is not null)
        {
            section.Fail(key, value, $"is used with Source={File} alone: set that too, or remove this");
        }
    }

    private static void CheckPair(SectionReader section, CertificateFiles files, bool isNamed)
    {
        foreach (var (key, path) in (ReadOnlySpan<(string, string)>)[(CertificateKey, files.CertificatePath), (PrivateKey, files.KeyPath)])
        {
            if (!System.IO.File.Exists(path))
            {
                section.Fail(key, path, isNamed
                    ? "does not exist: name a PEM file"
                    : $"does not exist: put it there, or name the files by {CertificateKey} and {PrivateKey}");
                return;
            }
        }

        try
        {
            using var certificate = files.Read()?.Load();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            section.Fail(PrivateKey, files.KeyPath, $"and {files.CertificatePath} are no certificate and its key ({exception.Message}): "
                + "name PEM files that the gateway may read, without a passphrase, the server's own certificate first");
        }
    }
}

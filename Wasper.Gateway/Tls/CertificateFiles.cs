using System.Globalization;
using System.Text;
using Wasper.Gateway.Files;

namespace Wasper.Gateway.Tls;

/// <summary>A certificate and its key in two files, readable by their owner alone.</summary>
internal sealed class CertificateFiles(string certificatePath, string keyPath)
{
    private const string NotYet = ".tmp";

    /// <summary><c>cert.pem</c> and <c>key.pem</c> in a folder.</summary>
    public CertificateFiles(string directory)
        : this(Path.Combine(directory, "cert.pem"), Path.Combine(directory, "key.pem"))
    {
    }

    public string CertificatePath { get; } = certificatePath;

    public string KeyPath { get; } = keyPath;

    /// <summary>What is stored; null where nothing is. A file that is missing beside the other reads as empty.</summary>
    public CertificatePem? Read() => File.Exists(CertificatePath) || File.Exists(KeyPath)
        ? new CertificatePem(ReadOrEmpty(CertificatePath), ReadOrEmpty(KeyPath))
        : null;

    /// <summary>Replaces both files. Whoever reads in between sees a certificate that does not fit its key, for a moment.</summary>
    public void Write(CertificatePem pem)
    {
        OwnerOnly.CreateFolder(Path.GetDirectoryName(CertificatePath)!);
        WriteNew(KeyPath + NotYet, pem.Key);
        WriteNew(CertificatePath + NotYet, pem.Certificate);
        File.Move(KeyPath + NotYet, KeyPath, overwrite: true);
        File.Move(CertificatePath + NotYet, CertificatePath, overwrite: true);
    }

    /// <summary>Ends a <see cref="Write"/> that was cut off after the key had its name: the certificate lies beside it, complete.</summary>
    public void Complete()
    {
        if (File.Exists(CertificatePath + NotYet) && !File.Exists(KeyPath + NotYet))
        {
            File.Move(CertificatePath + NotYet, CertificatePath, overwrite: true);
        }
    }

    /// <summary>Renames what is stored, so that a key somebody else has put here is not lost.</summary>
    public void SetAside(DateTimeOffset now)
    {
        var ending = now.UtcDateTime.ToString("'.'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        foreach (var path in (string[])[CertificatePath, KeyPath])
        {
            if (File.Exists(path))
            {
                File.Move(path, path + ending, overwrite: true);
            }
        }
    }

    private static string ReadOrEmpty(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    private static void WriteNew(string path, string text)
    {
        File.Delete(path);
        using var stream = OwnerOnly.Open(path, FileMode.CreateNew);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}

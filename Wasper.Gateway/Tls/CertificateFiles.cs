using System.Globalization;

namespace Wasper.Gateway.Tls;

/// <summary><c>cert.pem</c> and <c>key.pem</c> in a folder, readable by their owner alone.</summary>
internal sealed class CertificateFiles(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string CertificatePath { get; } = Path.Combine(directory, "cert.pem");

    public string KeyPath { get; } = Path.Combine(directory, "key.pem");

    /// <summary>What is stored; null where nothing is. A file that is missing beside the other reads as empty.</summary>
    public CertificatePem? Read() => File.Exists(CertificatePath) || File.Exists(KeyPath)
        ? new CertificatePem(ReadOrEmpty(CertificatePath), ReadOrEmpty(KeyPath))
        : null;

    public void Write(CertificatePem pem)
    {
        CreateDirectory();

        // A crash in between leaves a certificate that does not fit its key, which the next start sees and replaces.
        WriteAtomically(KeyPath, pem.Key);
        WriteAtomically(CertificatePath, pem.Certificate);
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

    private void CreateDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static void WriteAtomically(string path, string text)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = OwnerOnly;
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
}

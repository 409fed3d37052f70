using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// The private folder of one run of DCP: its certificate, its kubeconfig, the socket it logs to and the output of the processes it runs. DCP removes it
/// when it ends, so that nothing is left even when this process was killed; <see cref="Dispose"/> is for the cases where DCP could not.
/// </summary>
internal sealed class DcpSession : IDisposable
{
    private DcpSession(string folder, X509Certificate2 certificate)
    {
        Folder = folder;
        Certificate = certificate;
    }

    public string Folder { get; }

    public X509Certificate2 Certificate { get; }

    public string CertificateFile => Path.Combine(Folder, "cert.pem");

    public string KeyFile => Path.Combine(Folder, "key.pem");

    public string Kubeconfig => Path.Combine(Folder, "kubeconfig");

    /// <summary>Kept short: the path of a Unix socket has at most 104 bytes (macOS).</summary>
    public string LogSocket => Path.Combine(Folder, "log");

    public static DcpSession Create()
    {
        // CreateTempSubdirectory is 0700 on Unix, so the files in it are as private as the folder.
        var folder = Directory.CreateTempSubdirectory("wasper-dcp-").FullName;
        var session = new DcpSession(folder, CreateCertificate());
        try
        {
            WritePrivate(session.CertificateFile, session.Certificate.ExportCertificatePem());
            using var key = session.Certificate.GetECDsaPrivateKey()!;
            WritePrivate(session.KeyFile, key.ExportPkcs8PrivateKeyPem());
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Reads server and token, or returns null while DCP has not written them all.</summary>
    public (Uri Server, string Token)? TryReadKubeconfig()
    {
        string text;
        try
        {
            text = File.ReadAllText(Kubeconfig);
        }
        catch (IOException)
        {
            return null;
        }

        // Two scalars of a file that DCP alone writes, always plain and on lines of their own: not a case for a YAML parser.
        string? server = null, token = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var entry = line.TrimStart(" -");
            server ??= entry.StartsWith("server: ") ? entry["server: ".Length..].Trim().ToString() : null;
            token ??= entry.StartsWith("token: ") ? entry["token: ".Length..].Trim().ToString() : null;
        }

        // The token is the last line: only a line that has its end is complete.
        return server is not null && token is not null && text.EndsWith('\n') && Uri.TryCreate(server, UriKind.Absolute, out var uri)
            ? (uri, token)
            : null;
    }

    public void Dispose()
    {
        Certificate.Dispose();
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // DCP was first.
        }
        catch (IOException)
        {
            // DCP removes it at this very moment.
        }
    }

    /// <summary>
    /// The certificate DCP serves with. Left to itself it makes one with an RSA key, which takes it 1.5 s of its 1.6 s start (measured, DCP 0.25.13); an
    /// elliptic-curve one takes 2 ms and brings the start to 0.1 s.
    /// </summary>
    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));

        // A day before, for clocks that step back; a run of a year is not expected.
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
    }

    private static void WritePrivate(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Wasper.Benchmarks.Gateway.Peers;

/// <summary>Our gateway as it ships: published, with the settings in its own files and no others but the addresses.</summary>
/// <param name="published">Where it was published to.</param>
internal sealed class WasperPeer(string name, string published) : Peer(name)
{
    public override Tool? Tool => null;

    public override ProcessStartInfo Prepare(string folder, Certificate certificate, int httpsPort, int upstreamPort)
    {
        var certificates = Directory.CreateDirectory(Path.Combine(folder, "certs")).FullName;
        File.Copy(certificate.CertificatePath, Path.Combine(certificates, "cert.pem"));
        File.Copy(certificate.KeyPath, Path.Combine(certificates, "key.pem"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(published, "Wasper.Gateway.dll")]);
        foreach (var setting in start.Environment.Keys.Where(IsForeign).ToList())
        {
            start.Environment.Remove(setting);
        }

        start.Environment["Gateway__Upstream"] = $"http://127.0.0.1:{upstreamPort}";
        start.Environment["Gateway__HttpsPort"] = httpsPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["Gateway__HttpPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        start.Environment["Gateway__CertificateDirectory"] = certificates;
        return start;
    }

    // What `dotnet run` and the shell set for the benchmark: the runtime's settings are to be those in the gateway's own files.
    private static bool IsForeign(string name) => name != "DOTNET_ROOT"
        && (name.StartsWith("DOTNET_", StringComparison.Ordinal)
            || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
            || name.StartsWith("OTEL_", StringComparison.Ordinal)
            || name.StartsWith("OPENSSL_", StringComparison.Ordinal)
            || name.StartsWith("Gateway__", StringComparison.OrdinalIgnoreCase));
}

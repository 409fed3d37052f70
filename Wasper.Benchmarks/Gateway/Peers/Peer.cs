using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway.Peers;

/// <summary>A proxy that is measured, set up for the same work as the others: TLS with the certificate given, keep-alive to the upstream, the client told to it in
/// <c>X-Real-IP</c> and <c>X-Forwarded-*</c>, the four security headers on the answer, no log.</summary>
internal abstract class Peer(string name)
{
    public string Name { get; } = name;

    /// <summary>What has to be on the machine for it; null where nothing.</summary>
    public abstract Tool? Tool { get; }

    /// <summary>Writes the configuration into <paramref name="folder"/> and says how to start the proxy.</summary>
    public abstract ProcessStartInfo Prepare(string folder, Certificate certificate, int httpsPort, int upstreamPort);
}

using System.Security.Authentication;

namespace Wasper.Gateway.Tls.Handshakes;

/// <summary>How far a connection has come on its way to the first request.</summary>
internal sealed class Handshake(long started)
{
    private const SslProtocols Accepted = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>A timestamp.</summary>
    public long Started { get; } = started;

    /// <summary>Whether the client offered <c>acme-tls/1</c> alone.</summary>
    public bool IsForChallenge { get; set; }

    /// <summary>The versions of TLS that the client can do; null until its ClientHello has come.</summary>
    public SslProtocols? Offered { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Why it came no further, as far as that can be seen.</summary>
    /// <param name="taken">How long it took until the connection ended.</param>
    /// <param name="limit">How long it may take.</param>
    public string Failure(TimeSpan taken, TimeSpan limit) => Offered switch
    {
        _ when taken >= limit => "timeout",
        null => "no_client_hello",
        { } offered when (offered & Accepted) == 0 => "protocol_version",
        _ => "not_agreed",
    };
}

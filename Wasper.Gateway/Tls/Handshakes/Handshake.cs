using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Wasper.Gateway.Tls.Handshakes;

/// <summary>How far a connection has come on its way to the first request. One that does not come there in time is ended.</summary>
internal sealed class Handshake : IDisposable
{
    private const SslProtocols Accepted = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly ITimer _timer;
    private volatile bool _isLate;
    private bool _isDone;

    /// <param name="limit">How long it may take.</param>
    public Handshake(ConnectionContext connection, TimeSpan limit, TimeProvider time) => _timer = time.CreateTimer(
        _ =>
        {
            _isLate = true;
            connection.Abort(new ConnectionAbortedException("The TLS handshake took too long."));
        },
        null,
        limit,
        Timeout.InfiniteTimeSpan);

    /// <summary>Whether the client offered <c>acme-tls/1</c> alone.</summary>
    public bool IsForChallenge { get; set; }

    /// <summary>The versions of TLS that the client can do; null until its ClientHello has come.</summary>
    public SslProtocols? Offered { get; set; }

    /// <summary>Why it came no further, as far as that can be seen; null where it came to its end.</summary>
    public string? Failure => Offered switch
    {
        _ when _isDone => null,
        _ when _isLate => "timeout",
        null => "no_client_hello",
        { } offered when (offered & Accepted) == 0 => "protocol_version",
        _ => "not_agreed",
    };

    /// <summary>The handshake has come to its end.</summary>
    public void Finish()
    {
        _isDone = true;
        _timer.Dispose();
    }

    public void Dispose() => _timer.Dispose();
}

using System.Net.Sockets;
using Wasper.Benchmarks.Gateway.Load.Latency;

namespace Wasper.Benchmarks.Gateway.Load.OpenSsl;

/// <summary>A TLS connection over a socket that blocks.</summary>
internal sealed class OpenSslConnection : IBlockingConnection
{
    // openssl/tls1.h.
    private const int SetHostName = 55;

    private readonly nint _ssl;
    private readonly Socket _socket;

    /// <summary>Does the handshake. Throws <see cref="InvalidOperationException"/> where it fails.</summary>
    public OpenSslConnection(nint ssl, Socket socket, OpenSslSession? session)
    {
        (_ssl, _socket) = (ssl, socket);
        var isConnected = (session is null || NativeMethods.SSL_set_session(ssl, session.Handle) == 1)
            && NativeMethods.SSL_ctrl(ssl, SetHostName, 0, "localhost\0"u8) == 1
            && NativeMethods.SSL_set_fd(ssl, (int)socket.Handle) == 1
            && NativeMethods.SSL_connect(ssl) == 1;
        if (!isConnected)
        {
            Dispose();
            throw new InvalidOperationException("A TLS handshake with the pinned protocol and cipher failed.");
        }
    }

    /// <summary>Whether the server has taken up the session that it was offered.</summary>
    public bool IsResumed => NativeMethods.SSL_session_reused(_ssl) == 1;

    public void Write(ReadOnlySpan<byte> content)
    {
        if (NativeMethods.SSL_write(_ssl, content, content.Length) != content.Length)
        {
            throw new InvalidOperationException("A proxy has closed a connection under a request.");
        }
    }

    /// <returns>How much was read; 0 at the end of the connection.</returns>
    public int Read(Span<byte> buffer) => Math.Max(0, NativeMethods.SSL_read(_ssl, buffer, buffer.Length));

    /// <summary>The session to resume later. TLS 1.3 sends it after the handshake, so something has to be read before.</summary>
    public OpenSslSession GetSession() => new(NativeMethods.SSL_get1_session(_ssl));

    /// <summary>Says goodbye as TLS wants it and waits for the server to do so: a reset would make the server's end of the connection an error.</summary>
    public void Close()
    {
        _ = NativeMethods.SSL_shutdown(_ssl);
        Span<byte> rest = stackalloc byte[4096];
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            while (_socket.Receive(rest) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The server was quicker and has reset the connection: it is closed as well.
        }
    }

    public void Dispose()
    {
        NativeMethods.SSL_free(_ssl);
        _socket.Dispose();
    }
}

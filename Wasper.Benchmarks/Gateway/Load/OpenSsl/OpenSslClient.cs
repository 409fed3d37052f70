using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Wasper.Benchmarks.Gateway.Load.OpenSsl;

/// <summary>A TLS client of one protocol version with the pins of <see cref="TlsPins"/>. .NET's own does not say whether a handshake was resumed, and takes several
/// times the processor time, which the proxies need.</summary>
internal sealed class OpenSslClient : IDisposable
{
    // openssl/ssl.h and openssl/tls1.h.
    private const int SetMinimumVersion = 123;
    private const int SetMaximumVersion = 124;
    private const int SetGroups = 92;

    /// <summary>No server on this machine is silent for so long unless it hangs.</summary>
    private static readonly TimeSpan _silenceLimit = TimeSpan.FromSeconds(30);

    private readonly nint _context;

    /// <summary>Throws <see cref="InvalidOperationException"/> where OpenSSL 3 is not on the machine.</summary>
    public OpenSslClient(TlsVersion version)
    {
        try
        {
            _context = NativeMethods.SSL_CTX_new(NativeMethods.TLS_client_method());
        }
        catch (DllNotFoundException)
        {
            throw new InvalidOperationException("'libssl.so.3' is not on this machine: install Debian's package libssl3.");
        }

        var groups = version is TlsVersion.Tls12 ? TlsPins.Tls12Groups : TlsPins.Group;
        var isPinned = _context != 0
            && NativeMethods.SSL_CTX_ctrl(_context, SetMinimumVersion, (nint)version, default) == 1
            && NativeMethods.SSL_CTX_ctrl(_context, SetMaximumVersion, (nint)version, default) == 1
            && NativeMethods.SSL_CTX_ctrl(_context, SetGroups, 0, Encoding.ASCII.GetBytes(groups + "\0")) == 1
            && NativeMethods.SSL_CTX_set_ciphersuites(_context, TlsPins.Tls13Suite) == 1
            && NativeMethods.SSL_CTX_set_cipher_list(_context, TlsPins.Tls12Suite) == 1
            && NativeMethods.SSL_CTX_set_alpn_protos(_context, "\u0008http/1.1"u8, 9) == 0;
        if (!isPinned)
        {
            throw new InvalidOperationException("OpenSSL does not take the ciphers that the benchmark pins.");
        }
    }

    /// <summary>Connects to a port of this machine; blocks. Throws <see cref="InvalidOperationException"/> where the handshake fails.</summary>
    /// <param name="session">To resume; null for a full handshake.</param>
    public OpenSslConnection Connect(int port, OpenSslSession? session = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)_silenceLimit.TotalMilliseconds,
        };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new InvalidOperationException($"Port {port} takes no connection: {exception.Message}");
        }

        return new OpenSslConnection(NativeMethods.SSL_new(_context), socket, session);
    }

    public void Dispose() => NativeMethods.SSL_CTX_free(_context);
}

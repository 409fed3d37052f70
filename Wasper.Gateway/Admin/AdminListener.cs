using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Wasper.Gateway.Files;
using Wasper.Gateway.Listening;

namespace Wasper.Gateway.Admin;

/// <summary>The socket of the admin endpoint, opened before anything else is, so that a failure is one sentence.</summary>
internal sealed class AdminListener : IDisposable
{
    private readonly Socket _socket;

    private AdminListener(EndPoint address, Socket socket)
    {
        Address = address;
        _socket = socket;
    }

    public EndPoint Address { get; }

    /// <summary>Opens what the options name; null where they name nothing. On <c>false</c>, <paramref name="failure"/> says what is wrong and what to do.</summary>
    public static bool TryOpen(AdminOptions options, out AdminListener? listener, [NotNullWhen(false)] out string? failure)
    {
        (listener, failure) = (null, null);
        try
        {
            listener = options switch
            {
                { SocketPath: { } path } => OpenUnix(path),
                { Port: { } port } => OpenTcp(port),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            failure = Explain(options, exception);
        }

        return failure is null;
    }

    /// <summary>Hands the socket to the server, which closes it.</summary>
    public Socket Take() => _socket;

    public void Dispose() => _socket.Dispose();

    private static AdminListener OpenTcp(int port)
    {
        var address = new IPEndPoint(IPAddress.Loopback, port);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            socket.Listen();
            return new AdminListener(address, socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static AdminListener OpenUnix(string path)
    {
        RemoveLeftover(path);
        var address = new UnixDomainSocketEndPoint(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(address);

            // Before it listens: until then nobody can connect.
            OwnerOnly.Restrict(path);
            socket.Listen();
            return new AdminListener(address, socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A gateway that was killed leaves its socket behind. One that answers belongs to a gateway that runs: binding then fails, as it should.
    private static void RemoveLeftover(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // No socket, or none of ours: binding says so.
        }
    }

    // A plain file refuses connections too, and may be somebody's data.
    private static bool IsSocket(string path) => File.GetAttributes(path).HasFlag(FileAttributes.Normal) && new FileInfo(path).Length == 0;

    private static string Explain(AdminOptions options, Exception exception) => options switch
    {
        { SocketPath: { } path } =>
            $"The admin socket '{path}' cannot be opened ({exception.Message}): set Gateway:Admin:Socket (environment: Gateway__Admin__Socket) to a path "
            + "that the gateway may write to and no other program uses.",
        _ => $"The admin port {options.Port} cannot be opened ({PortOwner.Find(options.Port!.Value) ?? exception.Message}): "
            + "set Gateway:Admin:Port (environment: Gateway__Admin__Port) to a free port.",
    };
}

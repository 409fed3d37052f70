using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Wasper.Gateway.Admin;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Listening;

/// <summary>The sockets the gateway listens on, opened before the server is built. The server would report a port in use with a stack
/// trace, and asking first whether a port is free would leave a gap in which another program can take it.</summary>
internal sealed class GatewayPorts : IDisposable
{
    /// <summary>Connections that may wait until they are accepted; Kestrel's own default.</summary>
    private const int Backlog = 512;

    private readonly Dictionary<IPEndPoint, Socket> _sockets = [];

    private GatewayPorts()
    {
    }

    /// <summary>The addresses of <c>Gateway:HttpPort</c> and of <c>Gateway:HttpsPort</c>.</summary>
    public List<IPEndPoint> Http { get; } = [];

    /// <inheritdoc cref="Http"/>
    public List<IPEndPoint> Https { get; } = [];

    /// <summary>Where operators connect; null where nowhere.</summary>
    public AdminListener? Admin { get; private set; }

    /// <summary>Opens all ports, or none: then <paramref name="failure"/> names the port, who holds it and the remedy.</summary>
    public static bool TryOpen(
        GatewayOptions options, [NotNullWhen(true)] out GatewayPorts? ports, [NotNullWhen(false)] out string? failure)
    {
        ports = new GatewayPorts();
        failure = ports.Open(options, nameof(options.HttpPort), options.HttpPort, ports.Http)
            ?? ports.Open(options, nameof(options.HttpsPort), options.HttpsPort, ports.Https)
            ?? ports.OpenAdmin(options.Admin);
        if (failure is null)
        {
            return true;
        }

        ports.Dispose();
        ports = null;
        return false;
    }

    /// <summary>Hands the socket of an address to the server, which closes it.</summary>
    public Socket Take(EndPoint address) =>
        address is IPEndPoint ip && _sockets.Remove(ip, out var socket)
            ? socket
            : throw new InvalidOperationException($"The gateway does not listen on {address}.");

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }

        _sockets.Clear();
        Admin?.Dispose();
    }

    private string? OpenAdmin(AdminOptions options)
    {
        _ = AdminListener.TryOpen(options, out var listener, out var failure);
        Admin = listener;
        return failure;
    }

    private string? Open(GatewayOptions options, string key, int port, List<IPEndPoint> opened)
    {
        foreach (var address in Addresses(options.BindAny))
        {
            var endpoint = new IPEndPoint(address, port);
            try
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                _sockets.Add(endpoint, socket);
                socket.Listen(Backlog);
                opened.Add(endpoint);
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable && opened.Count > 0)
            {
                // The system knows IPv6, but this machine has no ::1.
            }
            catch (SocketException exception)
            {
                return Explain(exception, key, port);
            }
        }

        return null;
    }

    // IPv6Any takes IPv4 as well.
    private static IEnumerable<IPAddress> Addresses(bool any) => (any, Socket.OSSupportsIPv6) switch
    {
        (true, true) => [IPAddress.IPv6Any],
        (true, false) => [IPAddress.Any],
        (false, true) => [IPAddress.Loopback, IPAddress.IPv6Loopback],
        (false, false) => [IPAddress.Loopback],
    };

    private static string Explain(SocketException exception, string key, int port)
    {
        var setting = $"Gateway:{key} (environment: Gateway__{key})";
        return exception.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"Port {port} is in use by {PortOwner.Find(port) ?? "another program"}: stop it, or set {setting} to a free port.",
            SocketError.AccessDenied =>
                $"Port {port} may not be opened by this user: set {setting} to a port from 1024 up, or allow it (Linux: CAP_NET_BIND_SERVICE).",
            _ => $"Port {port} cannot be opened ({exception.Message}): set {setting} to another port.",
        };
    }
}

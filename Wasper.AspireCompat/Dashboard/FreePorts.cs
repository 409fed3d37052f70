using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Dashboard;

/// <summary>Picks ports of loopback that nobody listens on. Holds them until it is disposed, so that no two of one choice are the same.</summary>
internal sealed class FreePorts : IDisposable
{
    private readonly List<TcpListener> _held = [];

    /// <summary>Puts a free port in the place of port 0.</summary>
    public Uri Complete(Uri url)
    {
        if (url.Port != 0)
        {
            return url;
        }

        var listener = new TcpListener(IPAddress.Loopback, 0);
        _held.Add(listener);
        listener.Start();
        return new UriBuilder(url) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;
    }

    /// <summary>Whether somebody listens on the port of this address, which has to be one of this machine.</summary>
    public static bool IsTaken(Uri url)
    {
        IPAddress[] addresses = IPAddress.TryParse(url.DnsSafeHost, out var address) ? [address] : [IPAddress.Loopback, IPAddress.IPv6Loopback];
        return addresses.Any(candidate => IsTaken(candidate, url.Port));
    }

    public void Dispose() => _held.ForEach(listener => listener.Dispose());

    private static bool IsTaken(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return false;
        }
        catch (SocketException e)
        {
            // Anything else, such as a machine without IPv6, is for the dashboard itself to report.
            return e.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}

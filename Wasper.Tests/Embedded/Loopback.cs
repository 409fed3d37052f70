using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Wasper.Tests.Embedded;

/// <summary>Ports of this machine.</summary>
internal static class Loopback
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Connects as soon as something listens.</summary>
    public static async Task<TcpClient> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return client;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(started) < _limit)
            {
                client.Dispose();
                await Task.Delay(50, cancellationToken);
            }
        }
    }
}

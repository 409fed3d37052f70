using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Wasper.Tests.Embedded;

/// <summary>Ports of this machine.</summary>
internal static class Loopback
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    /// <summary>Given once in the life of the process: another test may not have bound its port yet.</summary>
    private static readonly ConcurrentDictionary<int, bool> _given = new();

    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (_given.TryAdd(port, true))
            {
                return port;
            }
        }
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

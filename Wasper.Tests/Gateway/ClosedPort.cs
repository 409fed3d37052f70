using System.Net;
using System.Net.Sockets;

namespace Wasper.Tests.Gateway;

internal static class ClosedPort
{
    /// <summary>Waits until nothing listens on <paramref name="port"/> any more.</summary>
    public static async Task WaitForAsync(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                await Task.Delay(20, limit.Token);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}

using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Wasper.Tests.Gateway;

/// <summary>A client that writes what it is told, for requests no HTTP library would send.</summary>
internal static class RawClient
{
    /// <summary>Sends <paramref name="request"/> and reads until the server closes; <c>Connection: close</c> is up to the caller.</summary>
    public static async Task<string> SendAsync(int port, string request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        return await SendAsync(connection.GetStream(), request);
    }

    /// <inheritdoc cref="SendAsync(int, string)"/>
    public static async Task<string> SendAsync(Stream stream, string request)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<SslStream> SecureAsync(int port, SslClientAuthenticationOptions trust)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(trust, TestContext.Current.CancellationToken);
        return stream;
    }

    /// <summary>The value of a response header, or null.</summary>
    public static string? Header(string response, string name) => response.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}

using System.Net;
using System.Net.Sockets;

namespace Wasper.Benchmarks.Gateway.Load.Latency;

/// <summary>TCP without TLS, as a proxy talks to the upstream.</summary>
internal sealed class PlainConnection : IBlockingConnection
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public PlainConnection(int port) => _socket.Connect(IPAddress.Loopback, port);

    public void Write(ReadOnlySpan<byte> content) => _socket.Send(content);

    public int Read(Span<byte> buffer) => _socket.Receive(buffer);

    public void Dispose() => _socket.Dispose();
}

using System.Text;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Admin;

/// <summary>The section <c>Gateway:Admin</c>: where operators talk to the gateway. Off unless one of the two is set.</summary>
internal sealed record AdminOptions
{
    /// <summary>The room for a path in <c>sockaddr_un</c> on the narrowest system (macOS), without its closing zero.</summary>
    private const int LongestSocketPath = 103;

    /// <summary>A Unix socket that only the gateway's own user may use.</summary>
    public required string? SocketPath { get; init; }

    /// <summary>A TCP port on loopback, open to every user of the machine.</summary>
    public required int? Port { get; init; }

    public static AdminOptions Read(SectionReader section)
    {
        var socket = section.Text("Socket");
        var port = section.Number("Port", 0, 1, 65535);
        if (socket is not null && port != 0)
        {
            section.Fail("Port", section.Text("Port"), "is set beside Socket: set one of the two");
        }

        if (socket is not null && (socket.Length == 0 || Encoding.UTF8.GetByteCount(Path.GetFullPath(socket)) > LongestSocketPath))
        {
            section.Fail("Socket", socket, $"is no usable path of a Unix socket: name one of 1 to {LongestSocketPath} bytes");
            socket = null;
        }

        return new AdminOptions { SocketPath = socket is null ? null : Path.GetFullPath(socket), Port = port == 0 ? null : port };
    }
}

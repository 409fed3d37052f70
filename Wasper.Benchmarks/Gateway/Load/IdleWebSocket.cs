using System.Text;
using Wasper.Benchmarks.Gateway.Load.OpenSsl;

namespace Wasper.Benchmarks.Gateway.Load;

/// <summary>A WebSocket (RFC 6455) that has said one thing, has had it echoed, and is silent from then on.</summary>
internal sealed class IdleWebSocket : IDisposable
{
    // The key is any 16 bytes in base64, the mask any four: zeros leave the text as it is.
    private static readonly byte[] _upgrade =
    [
        .. "GET "u8, .. Encoding.ASCII.GetBytes(StandInApp.SocketPath),
        .. "?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"u8,
        .. "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"u8,
    ];

    private static readonly byte[] _message = [0x81, 0x82, 0, 0, 0, 0, .. "40"u8];
    private static readonly byte[] _echo = [0x81, 0x02, .. "40"u8];

    private readonly OpenSslConnection _connection;

    /// <summary>Opens it. Throws <see cref="InvalidOperationException"/> where that fails.</summary>
    public IdleWebSocket(OpenSslClient client, int port)
    {
        _connection = client.Connect(port);
        _connection.Write(_upgrade);
        var answer = ReadUntil("\r\n\r\n"u8);
        if (!answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            _connection.Dispose();
            throw new InvalidOperationException($"A WebSocket was not opened: {answer}");
        }

        _connection.Write(_message);
        ReadUntil(_echo);
    }

    /// <summary>Leaves without a word, as a browser's tab does.</summary>
    public void Dispose() => _connection.Dispose();

    private string ReadUntil(ReadOnlySpan<byte> end)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var filled = 0;
        while (!buffer[..filled].EndsWith(end))
        {
            var read = _connection.Read(buffer[filled..]);
            if (read == 0)
            {
                throw new InvalidOperationException("A connection ended while a WebSocket was opened.");
            }

            filled += read;
        }

        return Encoding.Latin1.GetString(buffer[..filled]);
    }
}

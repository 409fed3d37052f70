using System.Buffers.Binary;
using System.Net.Security;
using System.Text;

namespace Wasper.Tests.Gateway.Protection;

/// <summary>HTTP/2 by hand (RFC 9113), for frames no library would send. Fields go uncompressed.</summary>
internal sealed class Http2Connection : IAsyncDisposable
{
    public const int EndStream = 1;
    public const int EndHeaders = 4;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly SslStream _stream;

    private Http2Connection(SslStream stream) => _stream = stream;

    /// <summary>The types of frames.</summary>
    internal enum FrameType
    {
        Data, Headers, Priority, Reset, Settings, PushPromise, Ping, GoAway, WindowUpdate, Continuation,
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<Http2Connection> OpenAsync(GatewayUnderTest gateway) => await OpenAsync(await gateway.ConnectAsync(SslApplicationProtocol.Http2));

    public static async Task<Http2Connection> OpenAsync(SslStream stream)
    {
        var connection = new Http2Connection(stream);
        await connection._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Cancelled);
        await connection.SendAsync(FrameType.Settings, 0, 0, []);
        return connection;
    }

    /// <summary>The fields of a GET, to add to.</summary>
    public static (string Name, string Value)[] Get(string path, params (string Name, string Value)[] more) =>
        [(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", path), .. more];

    /// <summary>Literal fields without indexing (RFC 7541, 6.2.2).</summary>
    public static byte[] Encode(params IEnumerable<(string Name, string Value)> fields)
    {
        var block = new List<byte>();
        foreach (var (name, value) in fields)
        {
            block.Add(0);
            Add(block, name);
            Add(block, value);
        }

        return [.. block];
    }

    /// <summary>A frame as it goes out.</summary>
    public static byte[] Bytes(FrameType type, int flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | (int)type);
        frame[4] = (byte)flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    public Task SendHeadersAsync(int stream, bool endStream, params IEnumerable<(string Name, string Value)> fields) =>
        SendAsync(FrameType.Headers, EndHeaders | (endStream ? EndStream : 0), stream, Encode(fields));

    public Task SendAsync(FrameType type, int flags, int stream, byte[] payload) => SendAsync(Bytes(type, flags, stream, payload));

    public Task SendAsync(ReadOnlyMemory<byte> frames) => _stream.WriteAsync(frames, Cancelled).AsTask();

    /// <summary>The next frame; null at the end of the connection.</summary>
    public async Task<Frame?> ReadAsync()
    {
        try
        {
            var head = new byte[9];
            if (await _stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, Cancelled).AsTask().WaitAsync(_limit, Cancelled) < head.Length)
            {
                return null;
            }

            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8 & 0xFFFFFF];
            await _stream.ReadExactlyAsync(payload, Cancelled).AsTask().WaitAsync(_limit, Cancelled);
            return new Frame((FrameType)head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The status that answers <paramref name="stream"/>; null where the stream or the connection is ended instead. A GOAWAY is an end too, unless
    /// <paramref name="throughGoAway"/>.</summary>
    public async Task<int?> ReadStatusAsync(int stream, bool throughGoAway = false)
    {
        while (await ReadAsync() is { } frame)
        {
            switch (frame)
            {
                case { Type: FrameType.Headers } when frame.Stream == stream:
                    return StatusOf(frame.Payload);
                case { Type: FrameType.Reset } when frame.Stream == stream:
                case { Type: FrameType.GoAway } when !throughGoAway:
                    return null;
            }
        }

        return null;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    // The status comes first: from the static table (RFC 7541, appendix A), or as a literal with its name from there.
    private static int StatusOf(byte[] block)
    {
        ReadOnlySpan<int> known = [200, 204, 206, 304, 400, 404, 500];
        var first = (block[0] & 0xE0) == 0x20 ? 1 : 0;
        return (block[first] & 0x80) != 0 ? known[(block[first] & 0x7F) - 8] : int.Parse(block.AsSpan(first + 2, 3));
    }

    private static void Add(List<byte> block, string text)
    {
        const int Prefix = 127;
        var rest = text.Length - Prefix;
        block.Add((byte)Math.Min(text.Length, Prefix));
        if (rest >= 0)
        {
            for (; rest >= 128; rest >>= 7)
            {
                block.Add((byte)(rest & 0x7F | 0x80));
            }

            block.Add((byte)rest);
        }

        block.AddRange(Encoding.Latin1.GetBytes(text));
    }

    internal sealed record Frame(FrameType Type, int Flags, int Stream, byte[] Payload)
    {
        /// <summary>The code of a RST_STREAM, or of a GOAWAY.</summary>
        public int ErrorCode => BinaryPrimitives.ReadInt32BigEndian(Payload.AsSpan(Type is FrameType.GoAway ? 4 : 0));
    }
}

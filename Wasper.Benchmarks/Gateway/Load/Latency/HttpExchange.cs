using System.Globalization;
using System.Text;

namespace Wasper.Benchmarks.Gateway.Load.Latency;

/// <summary>One request over HTTP/1.1 after the other, on one connection, without an allocation.</summary>
internal sealed class HttpExchange(IBlockingConnection connection) : IDisposable
{
    private static readonly byte[] _request = [.. "GET /api/v1/flows HTTP/1.1\r\nHost: localhost\r\n\r\n"u8];

    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Sends a request and reads the whole answer. Throws <see cref="InvalidOperationException"/> where that is not a 200 of known length.</summary>
    public void Run()
    {
        connection.Write(_request);
        var (filled, length) = (0, int.MaxValue);
        while (filled < length)
        {
            var read = connection.Read(_buffer.AsSpan(filled));
            if (read <= 0)
            {
                throw new InvalidOperationException("A connection ended within an answer.");
            }

            filled += read;
            length = length == int.MaxValue ? LengthOf(_buffer.AsSpan(0, filled)) : length;
        }
    }

    public void Dispose() => connection.Dispose();

    /// <returns>The bytes of headers and body; <see cref="int.MaxValue"/> where the headers have not all arrived.</returns>
    private static int LengthOf(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return int.MaxValue;
        }

        var headers = answer[..end];
        if (headers.StartsWith("HTTP/1.1 200"u8))
        {
            foreach (var line in headers.Split("\r\n"u8))
            {
                if (ContentLength(headers[line]) is { } length)
                {
                    return end + 4 + length;
                }
            }
        }

        throw new InvalidOperationException($"An answer is not a 200 with its length: {Encoding.ASCII.GetString(headers)}");
    }

    private static int? ContentLength(ReadOnlySpan<byte> line)
    {
        var name = "Content-Length:"u8;
        return line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name)
            ? int.Parse(line[name.Length..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture)
            : null;
    }
}

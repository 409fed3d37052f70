using System.Globalization;
using System.Text;

namespace Wasper.Tests.Gateway.Proxy.Direct;

/// <summary>Reads a request's body as an app does, by what its head says.</summary>
internal static class BodyReader
{
    public static async Task<string> ReadAsync(string head, Stream stream, CancellationToken cancellationToken)
    {
        if (RawClient.Header(head, "Content-Length") is { } length)
        {
            return await ReadAsync(stream, int.Parse(length, CultureInfo.InvariantCulture), cancellationToken);
        }

        if (RawClient.Header(head, "Transfer-Encoding") is null)
        {
            return "";
        }

        var body = new StringBuilder();
        while (true)
        {
            var size = int.Parse(await ReadLineAsync(stream, cancellationToken), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await ReadAsync(stream, size, cancellationToken));
            Assert.Equal("", await ReadLineAsync(stream, cancellationToken));
            if (size == 0)
            {
                return body.ToString();
            }
        }
    }

    private static async Task<string> ReadAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return Encoding.Latin1.GetString(bytes);
    }

    private static async Task<string> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (line.Length < 2 || line[^1] != '\n')
        {
            line.Append(await ReadAsync(stream, 1, cancellationToken));
        }

        return line.ToString().TrimEnd('\r', '\n');
    }
}

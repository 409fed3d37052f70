using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Wasper.Tests.Gateway.Protection;

/// <summary>An app that takes requests by the letter of RFC 9112 and by nothing else, and keeps what it was sent. Whatever has two readings is a
/// violation: another app might choose the other one.</summary>
internal sealed partial class RecordingUpstream : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly List<string> _violations = [];
    private readonly RawUpstream _upstream;

    public RecordingUpstream() => _upstream = new RawUpstream(HandleAsync);

    public int Port => _upstream.Port;

    /// <summary>What has come since the last call.</summary>
    public (IReadOnlyList<RecordedRequest> Requests, IReadOnlyList<string> Violations) Take()
    {
        lock (_lock)
        {
            (IReadOnlyList<RecordedRequest>, IReadOnlyList<string>) taken = ([.. _requests], [.. _violations]);
            _requests.Clear();
            _violations.Clear();
            return taken;
        }
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [GeneratedRegex(@"^[A-Z!#$%&'*+.^_`|~0-9-]+ /[\x21-\x7E]* HTTP/1\.1$")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]+: ?[\t\x20-\x7E\x80-\xFF]*$")]
    private static partial Regex HeaderLine();

    private async Task HandleAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        string head;
        while ((head = await RawUpstream.ReadHeadAsync(stream, cancellationToken)).Length > 0)
        {
            if (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                Violated($"The connection ended within a head: {head}");
                return;
            }

            var lines = head[..^4].Split("\r\n");
            if (!RequestLine().IsMatch(lines[0]) || lines.Skip(1).Any(line => !HeaderLine().IsMatch(line)))
            {
                Violated($"The head is not well-formed: {head}");
                return;
            }

            var body = await ReadBodyAsync(stream, head, lines, cancellationToken);
            if (body is null)
            {
                return;
            }

            lock (_lock)
            {
                _requests.Add(new RecordedRequest(lines[0], head, body));
            }

            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), cancellationToken);
        }
    }

    private async Task<string?> ReadBodyAsync(NetworkStream stream, string head, string[] lines, CancellationToken cancellationToken)
    {
        var lengths = Values(lines, "Content-Length");
        var codings = Values(lines, "Transfer-Encoding");
        switch (lengths, codings)
        {
            case ([], []):
                return "";
            case ([var length], []) when int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var count):
                return await ReadAsync(stream, count, cancellationToken);
            case ([], ["chunked"]):
                return await ReadChunksAsync(stream, cancellationToken);
            default:
                Violated($"The body's end has more than one reading: {head}");
                return null;
        }
    }

    private async Task<string?> ReadChunksAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var body = new StringBuilder();
        while (true)
        {
            var line = await ReadLineAsync(stream, cancellationToken);
            if (!uint.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size))
            {
                // A body that breaks off ends with its connection: the app sees no request in it.
                if (line is not null)
                {
                    Violated($"Not the size of a chunk: {line}");
                }

                return null;
            }

            var chunk = await ReadAsync(stream, (int)size, cancellationToken);
            var end = await ReadLineAsync(stream, cancellationToken);
            if (chunk is null || end is not "")
            {
                if (end is not null)
                {
                    Violated($"A chunk is followed by {end}");
                }

                return null;
            }

            if (size == 0)
            {
                return body.ToString();
            }

            body.Append(chunk);
        }
    }

    private void Violated(string what)
    {
        lock (_lock)
        {
            _violations.Add(what);
        }
    }

    private static string[] Values(string[] lines, string name) => [.. lines
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())];

    private static async Task<string?> ReadAsync(NetworkStream stream, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        return await stream.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancellationToken) == count ? Encoding.Latin1.GetString(bytes) : null;
    }

    // Null where the connection ends first.
    private static async Task<string?> ReadLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) > 0)
        {
            line.Append((char)one[0]);
            if (line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
            {
                return line.ToString()[..^2];
            }
        }

        return null;
    }
}

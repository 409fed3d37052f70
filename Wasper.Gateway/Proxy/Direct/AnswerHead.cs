using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>The head of an answer. An answer whose end could be found in two ways is refused (RFC 9112, 6.3): the next one on the same connection would be
/// somebody else's.</summary>
internal sealed class AnswerHead
{
    /// <summary>Twice what Node itself takes; a head beyond it is no head.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int StatusLength = 3;

    private readonly List<KeyValuePair<string, string>> _fields = [];
    private readonly List<string> _namedByConnection = [];
    private string? _reason;
    private string? _upgrade;
    private bool _isHttp11;
    private bool _saysClose;
    private bool _saysKeepAlive;

    public int Status { get; private set; }

    /// <summary>The length that the answer announces, whether or not a body follows.</summary>
    public long? ContentLength { get; private set; }

    public bool IsChunked { get; private set; }

    /// <summary>Whether this is a word in between, and the answer proper is still to come; a change of protocol is none (RFC 9110, 15.2.2).</summary>
    public bool IsInterim => Status is < StatusCodes.Status200OK and not StatusCodes.Status101SwitchingProtocols;

    /// <summary>Whether the app leaves the connection open for another answer.</summary>
    public bool IsReusable => !_saysClose && (_isHttp11 || _saysKeepAlive);

    /// <summary>The length of a head with its empty line; 0 where it has not arrived as a whole.</summary>
    public static int Find(ReadOnlySpan<byte> arrived) => arrived.IndexOf("\r\n\r\n"u8) + 4 is > 3 and var length ? length : 0;

    /// <summary>Whether a field is about the connection or the body's form, and has no place in trailers (RFC 9110, 6.5.1).</summary>
    /// <param name="name">From <see cref="FieldNames"/>.</param>
    public static bool IsFraming(string name) => IsHopByHop(name)
        || ReferenceEquals(name, HeaderNames.Connection)
        || ReferenceEquals(name, HeaderNames.ContentLength)
        || ReferenceEquals(name, HeaderNames.TransferEncoding)
        || ReferenceEquals(name, HeaderNames.Trailer);

    /// <summary>Reads a whole head; false for one that is none.</summary>
    public bool TryRead(ReadOnlySpan<byte> head)
    {
        _fields.Clear();
        _namedByConnection.Clear();
        (ContentLength, IsChunked, _saysClose, _saysKeepAlive, _upgrade) = (null, false, false, false, null);
        var end = head.IndexOf("\r\n"u8);
        if (!TryReadStatusLine(head[..end]))
        {
            return false;
        }

        for (head = head[(end + 2)..]; !head.StartsWith("\r\n"u8); head = head[(end + 2)..])
        {
            end = head.IndexOf("\r\n"u8);
            if (!FieldLine.TrySplit(head[..end], out var name, out var value) || !TryTake(FieldNames.Get(name), value))
            {
                return false;
            }
        }

        if (_namedByConnection.Count > 0)
        {
            _fields.RemoveAll(field => _namedByConnection.Contains(field.Key, StringComparer.OrdinalIgnoreCase));
        }

        // RFC 9112, 6.1: an answer in both forms, or one of HTTP/1.0 in chunks, comes from a broken program or from an attacker behind it.
        return !IsChunked || (ContentLength is null && _isHttp11);
    }

    /// <summary>Whether the app changes to <paramref name="protocol"/> and no other, and says so as it should: whatever follows is not HTTP any more (RFC 9110,
    /// 7.8 and 15.2.2).</summary>
    public bool SwitchesTo(string protocol) => Status is StatusCodes.Status101SwitchingProtocols
        && _isHttp11
        && string.Equals(_upgrade, protocol, StringComparison.OrdinalIgnoreCase)
        && _namedByConnection.Contains(HeaderNames.Upgrade, StringComparer.OrdinalIgnoreCase)
        && !IsChunked
        && ContentLength is null;

    /// <summary>The first value of a field, or null.</summary>
    public string? ValueOf(string name)
    {
        foreach (var field in _fields)
        {
            if (string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
            {
                return field.Value;
            }
        }

        return null;
    }

    /// <summary>Makes the head the client's.</summary>
    public void CopyTo(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        if (_reason is not null)
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = _reason;
        }

        var headers = response.Headers;
        foreach (var (name, value) in _fields)
        {
            headers[name] = headers.TryGetValue(name, out var before) ? StringValues.Concat(before, value) : value;
        }

        // RFC 9110, 8.6: with 204 there is none, whatever the app says.
        if (ContentLength is { } length && Status is not StatusCodes.Status204NoContent)
        {
            headers.ContentLength = length;
        }
    }

    // For one connection alone (RFC 9110, 7.6.1).
    private static bool IsHopByHop(string name) => ReferenceEquals(name, HeaderNames.KeepAlive)
        || ReferenceEquals(name, HeaderNames.ProxyConnection)
        || ReferenceEquals(name, HeaderNames.TE)
        || ReferenceEquals(name, HeaderNames.Upgrade);

    private bool TryReadStatusLine(ReadOnlySpan<byte> line)
    {
        _isHttp11 = line.StartsWith("HTTP/1.1 "u8);
        if (!_isHttp11 && !line.StartsWith("HTTP/1.0 "u8))
        {
            return false;
        }

        line = line["HTTP/1.1 ".Length..];
        if (line.Length < StatusLength
            || line[..StatusLength].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || (line.Length > StatusLength && line[StatusLength] != ' ')
            || !FieldLine.IsText(line))
        {
            return false;
        }

        Status = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0');
        var reason = line[Math.Min(line.Length, StatusLength + 1)..];
        _reason = reason.IsEmpty || Ascii.Equals(reason, ReasonPhrases.GetReasonPhrase(Status)) ? null : Encoding.Latin1.GetString(reason);
        return Status >= StatusCodes.Status100Continue;
    }

    private bool TryTake(string name, ReadOnlySpan<byte> value)
    {
        if (ReferenceEquals(name, HeaderNames.ContentLength))
        {
            return TryTakeLength(value);
        }

        if (ReferenceEquals(name, HeaderNames.TransferEncoding))
        {
            // Once, and nothing but chunks: other codings cannot be passed on, nor be undone here.
            var isFirst = !IsChunked;
            IsChunked = true;
            return isFirst && Ascii.EqualsIgnoreCase(value, "chunked"u8);
        }

        if (ReferenceEquals(name, HeaderNames.Connection))
        {
            TakeConnection(value);
        }
        else if (ReferenceEquals(name, HeaderNames.Upgrade))
        {
            _upgrade = _upgrade is null ? Encoding.Latin1.GetString(value) : "";
        }
        else if (!IsHopByHop(name))
        {
            _fields.Add(new(name, Encoding.Latin1.GetString(value)));
        }

        return true;
    }

    private bool TryTakeLength(ReadOnlySpan<byte> value)
    {
        if (ContentLength is not null
            || value.IsEmpty
            || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !Utf8Parser.TryParse(value, out long length, out var read)
            || read != value.Length)
        {
            return false;
        }

        ContentLength = length;
        return true;
    }

    private void TakeConnection(ReadOnlySpan<byte> value)
    {
        foreach (var option in value.Split((byte)','))
        {
            var name = value[option].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(name, "close"u8))
            {
                _saysClose = true;
            }
            else if (Ascii.EqualsIgnoreCase(name, "keep-alive"u8))
            {
                _saysKeepAlive = true;
            }
            else
            {
                // A field for this connection alone (RFC 9110, 7.6.1).
                _namedByConnection.Add(Encoding.Latin1.GetString(name));
            }
        }
    }
}

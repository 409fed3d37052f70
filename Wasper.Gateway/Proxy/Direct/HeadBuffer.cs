using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Where the bytes of a request are put together. What would break out of a line makes it invalid as a whole, and that is looked at once, at the
/// end.</summary>
internal sealed class HeadBuffer
{
    private const int BaseSize = 4 * 1024;
    private const int LongestNumber = 20;
    private const int LongestAddress = 64;

    /// <summary>RFC 9110, 5.6.2.</summary>
    private static readonly SearchValues<char> _token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<byte> _lineBreaks = SearchValues.Create("\0\r\n"u8);

    private byte[] _bytes = new byte[BaseSize];

    public int Length { get; private set; }

    /// <summary>Whether everything written is what it was written as.</summary>
    public bool IsValid { get; private set; } = true;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear()
    {
        Length = 0;
        IsValid = true;
        if (_bytes.Length > 4 * BaseSize)
        {
            _bytes = new byte[BaseSize];
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>A method or the name of a field.</summary>
    public void WriteToken(string token)
    {
        IsValid &= token.Length > 0 && !token.AsSpan().ContainsAnyExcept(_token);
        WriteLatin1(token);
    }

    /// <summary>A field's value.</summary>
    public void WriteValue(ReadOnlySpan<char> value)
    {
        var written = WriteLatin1(value);
        IsValid &= !written.ContainsAny(_lineBreaks);
    }

    /// <summary>A request's target. The server in front takes none that is not ASCII.</summary>
    public void WriteTarget(ReadOnlySpan<char> target)
    {
        var written = WriteLatin1(target);
        IsValid &= !written.ContainsAnyExceptInRange((byte)'!', (byte)'~');
    }

    public void WriteNumber(long number)
    {
        _ = Utf8Formatter.TryFormat(number, Room(LongestNumber), out var written);
        Length += written;
    }

    /// <summary>The size of a chunk.</summary>
    public void WriteHex(int number)
    {
        _ = Utf8Formatter.TryFormat(number, Room(LongestNumber), out var written, 'x');
        Length += written;
    }

    public void WriteAddress(IPAddress address)
    {
        _ = address.TryFormat(Room(LongestAddress), out var written);
        Length += written;
    }

    public void WriteField(ReadOnlySpan<byte> nameAndColon, ReadOnlySpan<char> value)
    {
        Write(nameAndColon);
        WriteValue(value);
        Write("\r\n"u8);
    }

    private Span<byte> WriteLatin1(ReadOnlySpan<char> text)
    {
        var written = Room(text.Length)[..Encoding.Latin1.GetBytes(text, Room(text.Length))];
        Length += written.Length;
        return written;
    }

    private Span<byte> Room(int least)
    {
        if (_bytes.Length - Length < least)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + least));
        }

        return _bytes.AsSpan(Length);
    }
}

using System.Buffers.Binary;

namespace Wasper.Gateway.Tls.Handshakes;

/// <summary>Reads just enough of a ClientHello (RFC 8446, section 4.1.2) to know an issuer that validates by TLS-ALPN-01. A ClientHello in several records is
/// none of theirs.</summary>
internal ref struct ClientHello
{
    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const ushort AlpnExtension = 16;

    private const int RecordHeader = 5;
    private const int MessageHeader = 4;
    private const int MaxRecord = 1 << 14;

    /// <summary>The version and the random bytes.</summary>
    private const int Fixed = 2 + 32;

    private ReadOnlySpan<byte> _rest;
    private bool _isCut;

    private ClientHello(ReadOnlySpan<byte> rest) => _rest = rest;

    /// <summary><c>acme-tls/1</c>.</summary>
    private static ReadOnlySpan<byte> Challenge => "acme-tls/1"u8;

    /// <summary>Tells what a connection that begins with <paramref name="bytes"/> offers.</summary>
    public static AlpnOffer Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [not HandshakeRecord, ..])
        {
            return AlpnOffer.Other;
        }

        if (bytes.Length < RecordHeader)
        {
            return AlpnOffer.Unknown;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]);
        if (length is < MessageHeader or > MaxRecord)
        {
            return AlpnOffer.Other;
        }

        if (bytes.Length < RecordHeader + length)
        {
            return AlpnOffer.Unknown;
        }

        var message = bytes.Slice(RecordHeader, length);
        return message[0] == ClientHelloMessage && new ClientHello(message[MessageHeader..]).OffersChallengeAlone()
            ? AlpnOffer.ChallengeAlone
            : AlpnOffer.Other;
    }

    private bool OffersChallengeAlone()
    {
        Take(Fixed);
        Take(Byte()); // The session's id.
        Take(Number()); // Cipher suites.
        Take(Byte()); // Compression methods.
        _rest = Take(Number());
        while (!_isCut && _rest.Length > 0)
        {
            var type = Number();
            var extension = Take(Number());
            if (type == AlpnExtension)
            {
                return !_isCut && IsChallengeAlone(extension);
            }
        }

        return false;
    }

    /// <summary>A list's length, and in it one name with its own length before it.</summary>
    private static bool IsChallengeAlone(ReadOnlySpan<byte> list) =>
        list.Length == 3 + Challenge.Length
        && BinaryPrimitives.ReadUInt16BigEndian(list) == 1 + Challenge.Length
        && list[2] == Challenge.Length
        && list[3..].SequenceEqual(Challenge);

    private int Byte() => Take(1) is [var value] ? value : 0;

    private int Number() => Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : 0;

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            _isCut = true;
            _rest = default;
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}

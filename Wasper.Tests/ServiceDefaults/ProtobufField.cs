using System.Buffers.Binary;
using System.Text;

namespace Wasper.Tests.ServiceDefaults;

/// <summary>A field of a protobuf message in the wire format (protobuf.dev/programming-guides/encoding): enough to look into OTLP
/// without its schema.</summary>
internal readonly record struct ProtobufField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Lengthy = 2;
    private const int Fixed32 = 5;

    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public string Hex => Convert.ToHexStringLower(Bytes.Span);

    public static IReadOnlyList<ProtobufField> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        while (message.Length > 0)
        {
            var tag = ReadVarint(ref message);
            var number = (int)(tag >> 3);
            switch ((int)(tag & 7))
            {
                case Varint:
                    fields.Add(new(number, ReadVarint(ref message), default));
                    break;
                case Fixed64:
                    fields.Add(new(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span), default));
                    message = message[sizeof(ulong)..];
                    break;
                case Lengthy:
                    var length = (int)ReadVarint(ref message);
                    fields.Add(new(number, 0, message[..length]));
                    message = message[length..];
                    break;
                case Fixed32:
                    fields.Add(new(number, BinaryPrimitives.ReadUInt32LittleEndian(message.Span), default));
                    message = message[sizeof(uint)..];
                    break;
                default:
                    throw new InvalidDataException($"The tag {tag} is of no known wire type.");
            }
        }

        return fields;
    }

    /// <summary>The messages at the end of a path of field numbers.</summary>
    public static IEnumerable<ProtobufField> Find(ReadOnlyMemory<byte> message, params ReadOnlySpan<int> path)
    {
        IEnumerable<ProtobufField> found = [new(0, 0, message)];
        foreach (var number in path)
        {
            found = [.. found.SelectMany(field => Read(field.Bytes)).Where(field => field.Number == number)];
        }

        return found;
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message.Span[0];
            message = message[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}

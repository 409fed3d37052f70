using System.Buffers.Binary;

namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>What goes before each record in a segment: a mark to find it by, its length, and a checksum of each the record and this head.</summary>
/// <remarks>The head has a checksum of its own, so that a damaged record can be stepped over, and a damaged head is known for one. Both checksums begin with
/// the segment's salt: what a sender puts into a body can never pass for a record.</remarks>
internal readonly record struct RecordFrame(int Length, uint Checksum)
{
    /// <summary>Bytes of a frame.</summary>
    public const int Size = 16;

    /// <summary>The longest record: headers and a small body, with much room. Anything longer is damage.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>Where the next frame may begin, when looking for one.</summary>
    public static ReadOnlySpan<byte> Mark => "WHK1"u8;

    public static RecordFrame Of(ReadOnlySpan<byte> record, uint salt) => new(record.Length, Crc32C.Append(salt, record));

    /// <summary>Reads the frame at the beginning of <paramref name="bytes"/>; false where there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, uint salt, out RecordFrame frame)
    {
        frame = default;
        if (bytes.Length < Size || !bytes.StartsWith(Mark))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        frame = new RecordFrame((int)length, BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
        return length is > 0 and <= MaxLength && BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) == Crc32C.Append(salt, bytes[..12]);
    }

    public bool Matches(ReadOnlySpan<byte> record, uint salt) => Crc32C.Append(salt, record) == Checksum;

    public byte[] ToArray(uint salt)
    {
        var bytes = new byte[Size];
        Mark.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Crc32C.Append(salt, bytes.AsSpan(0, 12)));
        return bytes;
    }
}

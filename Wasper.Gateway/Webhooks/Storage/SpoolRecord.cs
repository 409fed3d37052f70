using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>The bytes of a record: a delivery, or a mark on one. Both begin alike, so that a delivery's state can be brought up to date in place.</summary>
internal static class SpoolRecord
{
    private const byte DeliveryKind = 1;
    private const byte MarkKind = 2;

    private const int KindAt = 0;
    private const int StateAt = 1;
    private const int StatusAt = 2;
    private const int IdAt = 4;
    private const int ChangedAt = 12;
    private const int PrefixLength = 20;

    /// <param name="answerId">The <c>x-webhook-id</c> its sender was given; null where it was not told that the delivery was taken.</param>
    public static byte[] OfDelivery(RecordPrefix prefix, string? answerId, DeliveryHead head, in StoredBody body)
    {
        using var buffer = new MemoryStream(PrefixLength + 1024 + body.Bytes.Length);
        using var writer = new BinaryWriter(buffer);
        Write(writer, DeliveryKind, prefix);
        WriteIdentity(writer, head.Flow, head.Key, answerId);
        writer.Write(head.Received.UtcTicks);
        writer.Write(body.File ?? "");
        writer.Write(body.Length);
        writer.Write(body.Checksum);
        writer.Write(head.Method);
        writer.Write(head.Target);
        writer.Write(head.Scheme);
        writer.Write(head.Client);
        writer.Write(head.HasBody);
        writer.Write(head.Headers.Count);
        foreach (var (name, value) in head.Headers)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(body.Bytes.Span);
        return buffer.ToArray();
    }

    /// <summary>A mark says again what tells a repeated delivery, so that it can outlive the delivery itself.</summary>
    public static byte[] OfMark(RecordPrefix prefix, string flow, DeliveryKey? key, string? answerId)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        Write(writer, MarkKind, prefix);
        WriteIdentity(writer, flow, key, answerId);
        return buffer.ToArray();
    }

    /// <summary>Reads what all records begin with; false for one that a later version has written.</summary>
    public static bool TryReadIndex(ReadOnlyMemory<byte> record, [NotNullWhen(true)] out RecordIndex? index)
    {
        index = null;
        if (record.Length < PrefixLength || record.Span[KindAt] is not (DeliveryKind or MarkKind))
        {
            return false;
        }

        var isDelivery = record.Span[KindAt] is DeliveryKind;
        using var reader = ReaderOf(record, out _);
        var (flow, key, answerId) = ReadIdentity(reader);
        index = new RecordIndex(ReadPrefix(record.Span), isDelivery, flow, key, answerId)
        {
            Received = isDelivery ? ReadTime(reader) : default,
            BodyFile = isDelivery && reader.ReadString() is { Length: > 0 } file ? file : null,
            BodyLength = isDelivery ? reader.ReadInt64() : 0,
        };
        return true;
    }

    public static (DeliveryHead Head, StoredBody Body) ReadDelivery(ReadOnlyMemory<byte> record)
    {
        using var reader = ReaderOf(record, out var stream);
        var (flow, key, _) = ReadIdentity(reader);
        var received = ReadTime(reader);
        var file = reader.ReadString();
        var length = reader.ReadInt64();
        var checksum = reader.ReadUInt32();
        var head = new DeliveryHead
        {
            Flow = flow,
            Key = key,
            Received = received,
            Method = reader.ReadString(),
            Target = reader.ReadString(),
            Scheme = reader.ReadString(),
            Client = reader.ReadString(),
            HasBody = reader.ReadBoolean(),
            Headers = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => KeyValuePair.Create(reader.ReadString(), reader.ReadString()))],
        };
        return (head, file.Length > 0
            ? new StoredBody(file, length, checksum, default)
            : StoredBody.Inline(record[(int)stream.Position..]));
    }

    /// <summary>Brings the state in a record up to date.</summary>
    public static void Update(Span<byte> record, DeliveryState state, int status, DateTimeOffset changed)
    {
        record[StateAt] = (byte)state;
        BinaryPrimitives.WriteUInt16LittleEndian(record[StatusAt..], (ushort)status);
        BinaryPrimitives.WriteInt64LittleEndian(record[ChangedAt..], changed.UtcTicks);
    }

    private static RecordPrefix ReadPrefix(ReadOnlySpan<byte> record) => new(
        BinaryPrimitives.ReadInt64LittleEndian(record[IdAt..]),
        (DeliveryState)record[StateAt],
        BinaryPrimitives.ReadUInt16LittleEndian(record[StatusAt..]),
        new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(record[ChangedAt..]), TimeSpan.Zero));

    private static void Write(BinaryWriter writer, byte kind, RecordPrefix prefix)
    {
        Span<byte> bytes = stackalloc byte[PrefixLength];
        bytes[KindAt] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[IdAt..], prefix.Id);
        Update(bytes, prefix.State, prefix.Status, prefix.Changed);
        writer.Write(bytes);
    }

    private static BinaryReader ReaderOf(ReadOnlyMemory<byte> record, out Stream stream)
    {
        // Without a copy: the body of the record need not be touched.
        stream = MemoryMarshal.TryGetArray(record, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(record.ToArray(), writable: false);
        stream.Position = PrefixLength;
        return new BinaryReader(stream);
    }

    private static DateTimeOffset ReadTime(BinaryReader reader) => new(reader.ReadInt64(), TimeSpan.Zero);

    private static void WriteIdentity(BinaryWriter writer, string flow, DeliveryKey? key, string? answerId)
    {
        writer.Write(flow);
        writer.Write(answerId ?? "");
        writer.Write(key is not null);
        if (key is { } known)
        {
            writer.Write((ulong)(known.Value >> 64));
            writer.Write((ulong)known.Value);
        }
    }

    private static (string Flow, DeliveryKey? Key, string? AnswerId) ReadIdentity(BinaryReader reader)
    {
        var flow = reader.ReadString();
        var answerId = reader.ReadString();
        DeliveryKey? key = reader.ReadBoolean() ? new DeliveryKey(new UInt128(reader.ReadUInt64(), reader.ReadUInt64())) : null;
        return (flow, key, answerId.Length > 0 ? answerId : null);
    }
}

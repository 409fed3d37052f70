using System.Buffers;

namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>A delivery read back from the disk, whole and checked.</summary>
internal sealed class StoredRequest : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private StoredRequest(DeliveryHead head, StoredBody body, Stream content) => (Head, BodyLength, Body) = (head, body.Length, content);

    public DeliveryHead Head { get; }

    public long BodyLength { get; }

    /// <summary>At its beginning.</summary>
    public Stream Body { get; }

    /// <exception cref="InvalidDataException">A checksum says that it is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<StoredRequest> OpenAsync(SpooledDelivery delivery, SpoolFolder folder)
    {
        var (head, body) = SpoolRecord.ReadDelivery(ReadRecord(delivery));
        if (body.File is null)
        {
            return new StoredRequest(head, body, new MemoryStream(body.Bytes.ToArray(), writable: false));
        }

        var file = new FileStream(Path.Combine(folder.Path, body.File), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            // Before a byte of it goes out: afterwards it is too late.
            await CheckAsync(file, body);
            return new StoredRequest(head, body, file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads a delivery's record, wherever it has been moved to.</summary>
    /// <exception cref="InvalidDataException">A checksum says that it is damaged, or there is none.</exception>
    public static byte[] ReadRecord(SpooledDelivery delivery)
    {
        while (true)
        {
            var place = delivery.Place ?? throw new InvalidDataException("its record is gone");
            try
            {
                return Read(place);
            }
            catch (ObjectDisposedException) when (delivery.Place != place)
            {
                // Its segment was given up meanwhile, and the record is in a newer one.
            }
        }
    }

    public ValueTask DisposeAsync() => Body.DisposeAsync();

    private static byte[] Read(RecordPlace place)
    {
        var bytes = new byte[place.TotalLength];
        var isWhole = place.Segment.TryRead(bytes, place.Offset)
            && RecordFrame.TryRead(bytes, place.Segment.Salt, out var frame)
            && frame.Length == place.Length
            && frame.Matches(bytes.AsSpan(RecordFrame.Size), place.Segment.Salt);
        if (!isWhole)
        {
            place.Segment.IsDamaged = true;
            throw new InvalidDataException($"'{place.Segment.Path}' is damaged at byte {place.Offset}");
        }

        return bytes[RecordFrame.Size..];
    }

    private static async Task CheckAsync(FileStream file, StoredBody body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var checksum = 0u;
            int read;
            while ((read = await file.ReadAsync(buffer)) > 0)
            {
                checksum = Crc32C.Append(checksum, buffer.AsSpan(0, read));
            }

            if (file.Length != body.Length || checksum != body.Checksum)
            {
                throw new InvalidDataException($"'{file.Name}' is damaged");
            }

            file.Position = 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Gateway.Webhooks;

/// <content>Room on the disk, and the files of bodies that are too large for a record.</content>
internal sealed partial class Spool
{
    /// <summary>Whether a body of that length may come in.</summary>
    public bool HasRoomFor(long bytes)
    {
        var hasRoom = Bytes + bytes <= _options.MaxBytes;
        if (Interlocked.Exchange(ref _isFull, hasRoom ? 0 : 1) == 0 && !hasRoom)
        {
            Log.Full(_logger, _options.MaxBytes / 1024 / 1024);
        }

        return hasRoom;
    }

    /// <summary>Takes room for a body; false where that would be more than the spool may hold.</summary>
    public bool TryReserve(long bytes)
    {
        if (!HasRoomFor(bytes))
        {
            return false;
        }

        Interlocked.Add(ref _bodyBytes, bytes);
        return true;
    }

    /// <summary>Gives back what <see cref="TryReserve"/> took.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _bodyBytes, -bytes);

    /// <summary>The path of a new file for a body, in the spool's own folder.</summary>
    public string NewBodyPath() => Path.Combine(_folder.Path, StoredBody.NewFileName());

    /// <summary>Makes a body's file durable, its name included, and closes it.</summary>
    public void Flush(FileStream body)
    {
        body.Flush(flushToDisk: true);
        body.Dispose();
        _folder.Flush();
    }

    /// <summary>Deletes a body's file, and gives back the room that was reserved for it.</summary>
    public void DeleteBody(string? file, long length)
    {
        if (file is null)
        {
            return;
        }

        Release(length);
        try
        {
            File.Delete(Path.Combine(_folder.Path, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start finds that nothing needs it.
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Wasper.Gateway.Files;

namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>One file of the log. Its name holds its number and the salt of its checksums: <c>0000000001-5f3a9c1e.log</c>.</summary>
internal sealed class Segment : IDisposable
{
    public const string Pattern = "*-*.log";

    /// <summary>Bytes of a segment. Small enough that what is done with is soon gone from the disk, large enough that files are rarely made.</summary>
    public const int Capacity = 8 * 1024 * 1024;

    /// <summary>The end of a segment is left to marks, which are what the replay needs: on a full disk it goes on, and makes room by that.</summary>
    public const int MarkReserve = 512 * 1024;

    private readonly FileStream _file;

    private Segment(FileStream file, long number, uint salt)
    {
        (_file, Number, Salt) = (file, number, salt);
        Length = file.Length;
    }

    public long Number { get; }

    public uint Salt { get; }

    public string Path => _file.Name;

    /// <summary>Bytes of whole records.</summary>
    public long Length { get; private set; }

    /// <summary>How many records in here are still needed, and their bytes. Guarded by the lock of who counts.</summary>
    public int Live { get; set; }

    /// <inheritdoc cref="Live"/>
    public long LiveBytes { get; set; }

    /// <summary>Whether a record in here could not be read.</summary>
    public bool IsDamaged { get; set; }

    private SafeFileHandle Handle => _file.SafeFileHandle;

    /// <summary>Creates a segment with its room on the disk already taken.</summary>
    public static Segment Create(string folder, long number)
    {
        var salt = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        var path = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D10}-{salt:x8}.log"));
        return new Segment(OwnerOnly.Open(path, Options(FileMode.CreateNew, Capacity)), number, salt);
    }

    /// <summary>Opens a segment of an earlier run; null where the name is none of ours.</summary>
    public static Segment? Open(string path)
    {
        var parts = System.IO.Path.GetFileNameWithoutExtension(path).Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var salt)
            ? new Segment(new FileStream(path, Options(FileMode.Open)), number, salt)
            : null;
    }

    /// <summary>Whether <paramref name="length"/> bytes more may follow <paramref name="end"/>. An empty segment takes anything.</summary>
    public static bool HasRoomFor(long end, int length, bool isMark) => end == 0 || end + length <= (isMark ? Capacity : Capacity - MarkReserve);

    /// <summary>Writes behind the last record. The bytes count only once <see cref="Commit"/> says so.</summary>
    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset) => RandomAccess.Write(Handle, buffers, offset);

    public void Flush() => RandomAccess.FlushToDisk(Handle);

    public void Commit(long length) => Length = length;

    /// <summary>Takes away what is behind the last whole record.</summary>
    public void Truncate(long length)
    {
        RandomAccess.SetLength(Handle, length);
        Length = length;
    }

    /// <summary>Fills <paramref name="buffer"/> from <paramref name="offset"/> on; false where the file is shorter.</summary>
    /// <exception cref="ObjectDisposedException">The segment has been given up: what was in it is elsewhere, or no longer needed.</exception>
    public bool TryRead(Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(Handle, buffer, offset);
            if (read == 0)
            {
                return false;
            }

            buffer = buffer[read..];
            offset += read;
        }

        return true;
    }

    /// <summary>Deletes the file; one with damage in it is set aside for people to look at.</summary>
    public void Remove()
    {
        _file.Dispose();
        if (IsDamaged)
        {
            File.Move(Path, Path + ".damaged", overwrite: true);
        }
        else
        {
            File.Delete(Path);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStreamOptions Options(FileMode mode, long size = 0) =>
        new() { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0, PreallocationSize = size };
}

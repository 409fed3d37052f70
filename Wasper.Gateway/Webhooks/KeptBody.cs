using System.Buffers;
using Wasper.Gateway.Files;
using Wasper.Gateway.Proxy;
using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Gateway.Webhooks;

/// <summary>A request's body that is kept while it is read, so that it can be read again, or stored: a small one in memory, a large one in the spool's folder.
/// Where it cannot be kept it still passes.</summary>
internal sealed class KeptBody(Stream inner, Spool spool, long limit) : ReadOnlyBody
{
    /// <summary>Nearly all webhooks are smaller.</summary>
    private const int MaxInMemory = 64 * 1024;

    private const int FirstBuffer = 4 * 1024;

    private byte[] _memory = [];
    private FileStream? _file;
    private uint _checksum;
    private long _length;
    private long _position;
    private long _reserved;
    private bool _isEnded;
    private bool _isGivenUp;

    /// <summary>Why the body could not be kept; null where it could.</summary>
    public SpoolOutcome? Failure { get; private set; }

    /// <summary>What is in memory: all that has come, if it is small.</summary>
    public ReadOnlySpan<byte> Small => _file is null ? _memory.AsSpan(0, (int)_length) : [];

    /// <summary>Begins again.</summary>
    public void Rewind() => _position = 0;

    /// <summary>Keeps nothing any more: what still comes only passes.</summary>
    public void GiveUp()
    {
        _isGivenUp = true;
        RemoveFile();
    }

    /// <summary>Takes in what has not come yet.</summary>
    /// <exception cref="BodyTooLargeException">It is longer than the limit.</exception>
    public async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxInMemory);
        try
        {
            _position = _length;
            while (!_isGivenUp && await ReadAsync(buffer, cancellationToken) > 0)
            {
                if (_length > limit)
                {
                    throw new BodyTooLargeException();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Hands the body over to be stored: what is in a file is on the disk then, and the file is the caller's.</summary>
    public async Task<StoredBody> DetachAsync()
    {
        if (_file is null)
        {
            return StoredBody.Inline(_memory.AsMemory(0, (int)_length));
        }

        var file = _file;
        await Task.Run(() => spool.Flush(file));
        (_file, _reserved) = (null, 0);
        return new StoredBody(Path.GetFileName(file.Name), _length, _checksum, default);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position < _length && !_isGivenUp)
        {
            return await ReadKeptAsync(buffer, cancellationToken);
        }

        if (_isEnded)
        {
            return 0;
        }

        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (read == 0)
        {
            // Reading into nothing only waits for more.
            _isEnded = buffer.Length > 0;
            return 0;
        }

        if (!_isGivenUp)
        {
            await KeepAsync(buffer[..read]);
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            RemoveFile();
            ReturnMemory();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadKeptAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read;
        if (_file is null)
        {
            read = (int)Math.Min(buffer.Length, _length - _position);
            _memory.AsSpan((int)_position, read).CopyTo(buffer.Span);
        }
        else
        {
            read = await RandomAccess.ReadAsync(_file.SafeFileHandle, buffer, _position, cancellationToken);
        }

        _position += read;
        return read;
    }

    private async ValueTask KeepAsync(ReadOnlyMemory<byte> piece)
    {
        if (_file is null && _length + piece.Length <= MaxInMemory)
        {
            Grow((int)_length + piece.Length);
            piece.Span.CopyTo(_memory.AsSpan((int)_length));
        }
        else
        {
            await KeepInFileAsync(piece);
        }

        if (!_isGivenUp)
        {
            _length += piece.Length;
            _position += piece.Length;
        }
    }

    private async ValueTask KeepInFileAsync(ReadOnlyMemory<byte> piece)
    {
        var adding = _file is null ? _length + piece.Length : piece.Length;
        if (!spool.TryReserve(adding))
        {
            Fail(SpoolOutcome.Full);
            return;
        }

        _reserved += adding;
        try
        {
            if (_file is null)
            {
                _file = OwnerOnly.Open(spool.NewBodyPath(), FileMode.CreateNew);
                await WriteAsync(_memory.AsMemory(0, (int)_length), 0);
                ReturnMemory();
            }

            await WriteAsync(piece, _length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            spool.ReportFailure(exception);
            Fail(SpoolOutcome.Failed);
        }
    }

    // Without a token: a piece that is half written could not be told from a whole one.
    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset)
    {
        await RandomAccess.WriteAsync(_file!.SafeFileHandle, bytes, offset);
        _checksum = Crc32C.Append(_checksum, bytes.Span);
    }

    private void Fail(SpoolOutcome reason)
    {
        Failure = reason;
        GiveUp();
    }

    private void RemoveFile()
    {
        if (_file is { } file)
        {
            _file = null;
            file.Dispose();
            spool.DeleteBody(Path.GetFileName(file.Name), _reserved);
        }
        else
        {
            spool.Release(_reserved);
        }

        _reserved = 0;
    }

    private void Grow(int length)
    {
        if (_memory.Length >= length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, FirstBuffer));
        _memory.AsSpan(0, (int)_length).CopyTo(larger);
        ReturnMemory();
        _memory = larger;
    }

    private void ReturnMemory()
    {
        if (_memory.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_memory);
        }

        _memory = [];
    }
}
